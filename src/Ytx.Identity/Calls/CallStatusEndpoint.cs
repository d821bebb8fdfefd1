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
internal sealed class CallStatusEndpoint(
    SecretPath secretPath, VoiceCodeLimits limits, YtxCallStatusReceiver receiver, CodeTelemetry telemetry, TimeProvider timeProvider)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // Of one length, so that a comparison tells nothing of the secret's.
    private readonly byte[] _secret = Hash(limits.Options.CallStatus.Secret ?? throw new InvalidOperationException(
        "Set Ytx:CallStatus:Secret, the last part of the callback address. Make one with: openssl rand -hex 32"));

    private readonly IPNetwork[] _networks = [.. limits.Options.CallStatus.Networks?.Select(IPNetwork.Parse) ?? []];

    /// <summary>Keeps the secret out of every log and trace.</summary>
    /// <param name="prefix">The path up to the secret.</param>
    public void Hide(string prefix) => secretPath.Hide(prefix);

    /// <summary>Takes a push.</summary>
    public async Task ReceiveAsync(HttpContext context)
    {
        if (context.Features.Get<SecretOfPath>() is not { } secret
            || !CryptographicOperations.FixedTimeEquals(Hash(secret.Value), _secret)
            || !IsAllowed(context.Connection.RemoteIpAddress))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(YtxCallStatusReceiver.MaxLength + 1);
        try
        {
            var length = await ReadAsync(context, buffer).ConfigureAwait(false);
            if (length is 0 or > YtxCallStatusReceiver.MaxLength)
            {
                telemetry.Report("unreadable");
            }
            else
            {
                receiver.Receive(buffer.AsMemory(0, length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // No more than one byte too many is read, and no longer than a push takes that is one.
    private async ValueTask<int> ReadAsync(HttpContext context, byte[] buffer)
    {
        if (context.Request.ContentLength > YtxCallStatusReceiver.MaxLength)
        {
            return 0;
        }

        using var time = new CancellationTokenSource(Longest, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, context.RequestAborted);
        try
        {
            return await context.Request.Body.ReadAtLeastAsync(
                buffer.AsMemory(0, YtxCallStatusReceiver.MaxLength + 1), YtxCallStatusReceiver.MaxLength + 1, throwOnEndOfStream: false,
                either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return 0;
        }
    }

    private bool IsAllowed(IPAddress? address) => _networks.Length is 0
        || (address is not null && Array.Exists(_networks, network => network.Contains(
            address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)));

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
