using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Asks the gateway about an account and its calls: signed as a call is, and never more than asked for.</summary>
internal sealed class YtxAccountClient(
    IHttpMessageHandlerFactory handlers, IOptionsMonitor<YtxVoiceOptions> options, TimeProvider timeProvider)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The record of one call; none if the gateway has none yet.</summary>
    /// <param name="account">The account that placed it.</param>
    /// <param name="requestId">The gateway's name for the call.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OptionsValidationException">The account's settings are invalid.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<YtxAccountResult<VoiceCallReport>> FindRecordAsync(
        string account, string requestId, CancellationToken cancellationToken)
    {
        var settings = options.Get(account);
        var question = new JsonObject
        {
            ["action"] = "getCdrByResId",
            ["appid"] = settings.AppId,
            ["fid"] = settings.CallRecords.Fid,
            ["lastresid"] = requestId,
            // Exactly this call.
            ["limit"] = 0,
        };
        return AskAsync(account, settings, "201512", "call/CallCdr.wx", question, Read, cancellationToken);

        YtxAccountResult<VoiceCallReport> Read(byte[] answer)
        {
            if (YtxCallReportParser.ParseRecords(answer) is not { } records)
            {
                return new() { Failure = "The gateway's answer has no records. Check that Ytx:BaseAddress is the gateway." };
            }

            var record = records.FirstOrDefault(report => report.RequestId == requestId);
            return new() { IsFound = record is not null, Value = record };
        }
    }

    /// <summary>The account's balance, in yuan.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OptionsValidationException">The account's settings are invalid.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<YtxAccountResult<decimal>> GetBalanceAsync(string account, CancellationToken cancellationToken)
    {
        var settings = options.Get(account);
        // Both words are the gateway's own spelling.
        var question = new JsonObject { ["action"] = "queryBlance", ["appid"] = settings.AppId };
        return AskAsync(account, settings, "201612", "account/getBlance.wx", question, ReadBalance, cancellationToken);
    }

    private static YtxAccountResult<decimal> ReadBalance(byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(
                answer.AsMemory(answer.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0));
            if (document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty("Blance", out var balance)
                && decimal.TryParse(
                    balance.ValueKind is JsonValueKind.String ? balance.GetString() : balance.GetRawText(),
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture, out var yuan))
            {
                return new() { IsFound = true, Value = yuan };
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Falls through: the exception would quote the answer.
        }

        return new() { Failure = "The gateway's answer has no balance. Check that Ytx:BaseAddress is the gateway." };
    }

    [SuppressMessage("Design", "CA1031", Justification = "The boundary to handlers that an application puts on the client.")]
    private async Task<YtxAccountResult<T>> AskAsync<T>(
        string account, YtxVoiceOptions settings, string version, string function, JsonObject question,
        Func<byte[], YtxAccountResult<T>> read, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(Longest, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        using var request = YtxVoiceCodeSender.CreateRequest(settings, timeProvider.GetUtcNow(), version, function);
        request.Content = new StringContent(question.ToJsonString())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
        };
        try
        {
            using var client = new HttpMessageInvoker(
                handlers.CreateHandler(YtxVoiceCodeSender.ClientName(account)), disposeHandler: false);
            using var response = await client.SendAsync(request, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return Refused<T>(YtxStatus.Refusal(response.StatusCode, retryAfter: null));
            }

            await response.Content.LoadIntoBufferAsync(YtxCallReportParser.MaxLength, either.Token).ConfigureAwait(false);
            var answer = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            // A refusal has no record and no balance either, and says why.
            return YtxAnswer.Parse(answer) is { StatusCode: { } status and not YtxStatus.Accepted }
                ? Refused<T>(YtxStatus.Refusal(status))
                : read(answer);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Their texts are not made for people, and those of an application's handlers may quote the request.
            return new()
            {
                Failure = exception is OperationCanceledException
                    ? "The gateway did not answer in time. Try again later, and check the network."
                    : $"The gateway could not be asked ({(exception as HttpRequestException)?.HttpRequestError.ToString() ?? exception.GetType().Name}). "
                    + "Check Ytx:BaseAddress, the network and the firewall.",
            };
        }
    }

    private static YtxAccountResult<T> Refused<T>(VoiceCallOutcome refusal) =>
        new() { Failure = refusal.Message, StatusCode = refusal.StatusCode };
}
