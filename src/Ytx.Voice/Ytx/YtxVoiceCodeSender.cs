using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// Places calls through the YTX gateway for one account: one POST a call, never repeated once a byte of it may have left.
/// </summary>
/// <remarks>Without a host there is no environment, and a simulator is welcome.</remarks>
internal sealed class YtxVoiceCodeSender(
    string account, IHttpMessageHandlerFactory handlers, IOptionsMonitor<YtxVoiceOptions> options, TimeProvider timeProvider,
    string? environment, YtxCallRecordPoller? records = null) : IVoiceCodeSender
{
    private readonly string _client = ClientName(account);

    /// <summary>The settings of now.</summary>
    /// <exception cref="OptionsValidationException">They are invalid.</exception>
    public YtxVoiceOptions Options => options.Get(account);

    /// <summary>The name of an account's HTTP client, under which an application can put handlers on it.</summary>
    public static string ClientName(string account) =>
        account.Length is 0 ? nameof(YtxVoiceCodeSender) : $"{nameof(YtxVoiceCodeSender)}:{account}";

    public bool CanRing(string region) => IsRung(region);

    /// <summary>The document gives numbers of mainland China only.</summary>
    public static bool IsRung(string region) => region is PhoneNumber.DefaultRegion;

    public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default) =>
        PlaceAsync(call, cancellationToken).AsTask();

    /// <summary>The same without a task of its own, and certain to end with the token: half a kilobyte less a call.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    [SuppressMessage("Design", "CA1031", Justification = "The boundary to handlers that an application puts on the client.")]
    public async ValueTask<VoiceCallOutcome> PlaceAsync(VoiceCodeCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        var settings = Options;
        if (YtxCallBody.Refuse(call, settings) is { } refusal)
        {
            return refusal;
        }

        using var content = new OneTimeContent(
            JsonSerializer.SerializeToUtf8Bytes(YtxCallBody.Create(call, settings), YtxJson.Default.YtxCallBody));
        try
        {
            using var request = CreateRequest(settings, timeProvider.GetUtcNow());
            request.Content = content;
            using var client = new HttpMessageInvoker(handlers.CreateHandler(_client), disposeHandler: false);
            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (RefuseSimulator(settings, response) is { } simulator)
            {
                return simulator;
            }

            if (!response.IsSuccessStatusCode)
            {
                return YtxStatus.Refusal(response.StatusCode, RetryAfter(response));
            }

            await response.Content.LoadIntoBufferAsync(YtxAnswer.MaxLength, cancellationToken).ConfigureAwait(false);
            var outcome = Read(
                settings, YtxAnswer.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)));
            records?.Placed(account, outcome.RequestId);
            return outcome;
        }
        catch (OperationCanceledException)
        {
            // Only the sender knows whether anything has left. The pipeline knows who gave up.
            return NoResponse("in time", content);
        }
        catch (HttpRequestException exception)
        {
            return NoResponse($"({exception.HttpRequestError})", content);
        }
        catch (Exception exception)
        {
            // A handler that the application put on the client, such as a circuit breaker, has exceptions of its own.
            // Whether the call may ring matters for them too. Their text may quote the request, so it stays behind.
            return NoResponse($"({exception.GetType().Name})", content);
        }
    }

    // Where the settings did not show it. Anybody who opens the simulator's page sees the code, so it must not stay valid.
    private VoiceCallOutcome? RefuseSimulator(YtxVoiceOptions settings, HttpResponseMessage response) =>
        environment is not null && YtxRules.IsOfSimulator(response)
        && YtxRules.Simulator(settings, environment, isSimulator: true) is { Result: CheckResult.Fail } check
            ? VoiceCallOutcome.Refused(
                VoiceCallFailure.Configuration, $"The gateway is {check.Finding}. {check.For(account).Fix}")
            : null;

    /// <summary>The request without its body. Both parts of the proof come from one reading of the clock.</summary>
    internal static HttpRequestMessage CreateRequest(YtxVoiceOptions settings, DateTimeOffset now) =>
        CreateRequest(settings, now, "201512", "call/" + settings.FunctionUsed);

    /// <summary>A request for something else than a call.</summary>
    internal static HttpRequestMessage CreateRequest(YtxVoiceOptions settings, DateTimeOffset now, string version, string function)
    {
        var signature = YtxSignature.Create(settings.AccountSid, settings.AuthToken, now);
        var address = settings.Address.AbsoluteUri;
        var slash = address.EndsWith('/') ? "" : "/";
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{address}{slash}{version}/sid/{settings.AccountSid}/{function}?Sign={signature.Sign}");
        // Base64 is no valid scheme for the typed header; the alphabet is safe because the validator holds AccountSid.
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorization);
        return request;
    }

    private static VoiceCallOutcome Read(YtxVoiceOptions settings, YtxAnswer? answer) => answer switch
    {
        { StatusCode: YtxStatus.Accepted } => VoiceCallOutcome.Accepted(answer.UsableRequestId, settings.AppId),
        { StatusCode: { } refusal } => YtxStatus.Refusal(refusal),
        _ => VoiceCallOutcome.Unknown(
            VoiceCallFailure.Gateway,
            "The gateway's answer is not the documented JSON. Check that Ytx:BaseAddress is the gateway."),
    };

    private static VoiceCallOutcome NoResponse(string how, OneTimeContent content) => content.MayHaveLeft
        ? VoiceCallOutcome.Unknown(
            VoiceCallFailure.NoResponse, $"The gateway did not answer completely {how}; the phone may ring.")
        : VoiceCallOutcome.Refused(
            VoiceCallFailure.Unreachable,
            $"The gateway could not be reached {how}. Check Ytx:BaseAddress, the network and the firewall.");

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - timeProvider.GetUtcNow());
        return wait is { Ticks: > 0 } ? TimeSpan.FromTicks(Math.Min(wait.Value.Ticks, TimeSpan.TicksPerDay)) : null;
    }
}
