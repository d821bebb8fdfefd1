using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// Where the gateway pushes. Whoever does not know the secret is told that there is nothing; everybody else that all is well,
/// whatever was sent, so that a push tells nothing about calls or numbers.
/// </summary>
internal sealed class StatusPushEndpoint(
    SecretHidingContextFactory contexts, VoiceCodeLimits limits, YtxCallStatusReceiver receiver, CodeTelemetry telemetry, TimeProvider timeProvider)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // Of one length, so that a comparison tells nothing of the secret's.
    private readonly byte[] _secret = Hash(limits.Options.CallStatus.Secret ?? throw new InvalidOperationException(
        "Set Ytx:CallStatus:Secret, the last part of the callback address. Make one with: openssl rand -hex 32"));

    private readonly IPNetwork[] _networks = [.. limits.Options.CallStatus.Networks?.Select(IPNetwork.Parse) ?? []];

    /// <summary>Keeps the secret out of every log and trace.</summary>
    /// <param name="prefix">The path up to the secret.</param>
    public void Hide(string prefix) => contexts.Hide(prefix);

    /// <summary>Takes a push.</summary>
    public async Task ReceiveAsync(HttpContext context)
    {
        if (context.Features.Get<HiddenSecret>() is not { } secret
            || !CryptographicOperations.FixedTimeEquals(Hash(secret.Value), _secret)
            || !IsAllowed(context.Connection.RemoteIpAddress))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!await TryReceiveAsync(context).ConfigureAwait(false))
        {
            telemetry.Report("unreadable");
        }
    }

    // Takes little more than the longest push, and five seconds at most for one that comes slowly.
    private async ValueTask<bool> TryReceiveAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        CancellationTokenSource? limit = null;
        try
        {
            while (true)
            {
                if (!reader.TryRead(out var read))
                {
                    limit ??= new CancellationTokenSource(Longest, timeProvider);
                    read = await reader.ReadAsync(limit.Token).ConfigureAwait(false);
                }

                var body = read.Buffer;
                var isTooLong = body.Length > YtxCallStatusReceiver.MaxLength;
                if (isTooLong || read.IsCompleted)
                {
                    var isPush = !isTooLong && receiver.Receive(body.IsSingleSegment ? body.First : body.ToArray());
                    reader.AdvanceTo(body.End);
                    return isPush;
                }

                reader.AdvanceTo(body.Start, body.End);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return false;
        }
        finally
        {
            limit?.Dispose();
        }
    }

    private bool IsAllowed(IPAddress? address) => _networks.Length is 0
        || (address is not null && Array.Exists(_networks, network => network.Contains(
            address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)));

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
