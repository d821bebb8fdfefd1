using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Places calls through the YTX gateway: one POST a call, never repeated once a byte of it may have left.</summary>
internal sealed partial class YtxVoiceCodeSender(
    HttpClient client,
    IOptionsMonitor<YtxVoiceOptions> options,
    TimeProvider timeProvider,
    ILogger<YtxVoiceCodeSender> logger) : IVoiceCodeSender
{
    public async Task<VoiceCodeReceipt> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            var receipt = await PostAsync(call, options.CurrentValue, cancellationToken).ConfigureAwait(false);
            Log.Accepted(logger, receipt.RequestId);
            return receipt;
        }
        catch (VoiceCodeSendException exception)
        {
            Log.Failed(logger, exception.Failure, exception.MayHaveBeenPlaced, exception.Message);
            throw;
        }
    }

    private async Task<VoiceCodeReceipt> PostAsync(
        VoiceCodeCall call, YtxVoiceOptions settings, CancellationToken cancellationToken)
    {
        using var content = new OneTimeContent(CreateBody(call, settings));
        using var request = CreateRequest(settings, timeProvider.GetUtcNow());
        request.Content = content;
        try
        {
            // The client's limits hold for the whole answer, its body included: see YtxVoiceExtensions.
            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw YtxStatus.Refusal(response.StatusCode, RetryAfter(response));
            }

            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return Read(YtxAnswer.Parse(body));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoAnswer("in time", content, exception);
        }
        catch (HttpRequestException exception)
        {
            throw NoAnswer($"({exception.HttpRequestError})", content, exception);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or VoiceCodeSendException))
        {
            // A handler that the application put on the client, such as a circuit breaker, has exceptions of its own.
            // Whether the call may ring matters for them too. Their text may quote the request, so it stays behind.
            throw NoAnswer($"({exception.GetType().Name})", content, cause: null);
        }
    }

    private static byte[] CreateBody(VoiceCodeCall call, YtxVoiceOptions settings) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new YtxCallBody
            {
                Action = settings.ActionUsed,
                AppId = settings.AppId,
                Number = call.To.ChineseForm ?? throw new VoiceCodeSendException(
                    VoiceCodeFailure.Destination, "The gateway is documented for numbers of mainland China only.", false),
                DisplayNumber = string.IsNullOrEmpty(settings.DisplayNumber) ? null : settings.DisplayNumber,
                Code = call.Code,
                PlayCount = settings.PlayCount.ToString(CultureInfo.InvariantCulture),
            },
            YtxJson.Default.YtxCallBody);

    /// <summary>The request without its body. Both parts of the proof come from one reading of the clock.</summary>
    internal static HttpRequestMessage CreateRequest(YtxVoiceOptions settings, DateTimeOffset now)
    {
        var signature = YtxSignature.Create(settings.AccountSid, settings.AuthToken, now);
        var address = settings.Address.AbsoluteUri;
        var slash = address.EndsWith('/') ? "" : "/";
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{address}{slash}201512/sid/{settings.AccountSid}/call/{settings.FunctionUsed}?Sign={signature.Sign}");
        // Base64 is no valid scheme for the typed header; the alphabet is safe because the validator holds AccountSid.
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorization);
        return request;
    }

    private static VoiceCodeReceipt Read(YtxAnswer? answer) => answer switch
    {
        { StatusCode: YtxStatus.Accepted } => new VoiceCodeReceipt(answer.UsableRequestId),
        { StatusCode: { } refusal } => throw YtxStatus.Refusal(refusal),
        _ => throw new VoiceCodeSendException(
            VoiceCodeFailure.Gateway,
            "The gateway answered what is not its documented JSON. Check that Ytx:BaseAddress is the gateway.",
            mayHaveBeenPlaced: true),
    };

    private static VoiceCodeSendException NoAnswer(string how, OneTimeContent content, Exception? cause) =>
        content.MayHaveLeft
            ? new VoiceCodeSendException(
                VoiceCodeFailure.NoAnswer, $"The gateway gave no whole answer {how}; the phone may ring.", true, cause)
            : new VoiceCodeSendException(
                VoiceCodeFailure.Unreachable,
                $"The gateway could not be reached {how}. Check Ytx:BaseAddress, the network and the firewall.",
                false, cause);

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - timeProvider.GetUtcNow());
        return wait is { Ticks: > 0 } ? TimeSpan.FromTicks(Math.Min(wait.Value.Ticks, TimeSpan.TicksPerDay)) : null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The gateway accepted a call as request {RequestId}.")]
        public static partial void Accepted(ILogger logger, string? requestId);

        [LoggerMessage(2, LogLevel.Warning,
            "A voice call failed ({Failure}, may have been placed: {MayHaveBeenPlaced}). {Explanation}")]
        public static partial void Failed(
            ILogger logger, VoiceCodeFailure failure, bool mayHaveBeenPlaced, string explanation);
    }
}
