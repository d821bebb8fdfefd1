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

    /// <summary>The record of one call; null if the gateway has none yet.</summary>
    /// <param name="account">The account that placed it.</param>
    /// <param name="requestId">The gateway's name for the call.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="HttpRequestException">The gateway did not answer, or not with a record.</exception>
    /// <exception cref="OperationCanceledException">It did not answer in ten seconds, or the caller gave up.</exception>
    public async Task<VoiceCallReport?> FindRecordAsync(string account, string requestId, CancellationToken cancellationToken)
    {
        var settings = options.Get(account);
        var answer = await AskAsync(account, settings, "201512", "call/CallCdr.wx", new JsonObject
        {
            ["action"] = "getCdrByResId",
            ["appid"] = settings.AppId,
            ["fid"] = settings.CallRecords.Fid,
            ["lastresid"] = requestId,
            // Exactly this call.
            ["limit"] = 0,
        }, cancellationToken).ConfigureAwait(false);
        return YtxCallReport.ParseRecords(answer) is { } records
            ? records.FirstOrDefault(report => report.RequestId == requestId)
            : throw new HttpRequestException("The gateway's answer has no records.");
    }

    /// <summary>The account's balance, in yuan.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="HttpRequestException">The gateway did not answer, or not with a balance.</exception>
    /// <exception cref="OperationCanceledException">It did not answer in ten seconds, or the caller gave up.</exception>
    public async Task<decimal> GetBalanceAsync(string account, CancellationToken cancellationToken)
    {
        var settings = options.Get(account);
        // Both words are the gateway's own spelling.
        var answer = await AskAsync(account, settings, "201612", "account/getBlance.wx", new JsonObject
        {
            ["action"] = "queryBlance",
            ["appid"] = settings.AppId,
        }, cancellationToken).ConfigureAwait(false);
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
                return yuan;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Falls through: the exception would quote the answer.
        }

        throw new HttpRequestException("The gateway's answer has no balance.");
    }

    private async Task<byte[]> AskAsync(
        string account, YtxVoiceOptions settings, string version, string function, JsonObject body, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(Longest, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        using var request = YtxVoiceCodeSender.CreateRequest(settings, timeProvider.GetUtcNow(), version, function);
        request.Content = new StringContent(body.ToJsonString())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
        };
        using var client = new HttpMessageInvoker(
            handlers.CreateHandler(YtxVoiceCodeSender.ClientName(account)), disposeHandler: false);
        using var response = await client.SendAsync(request, either.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(YtxStatus.Refusal(response.StatusCode, retryAfter: null).Message);
        }

        await response.Content.LoadIntoBufferAsync(YtxCallReport.MaxLength, either.Token).ConfigureAwait(false);
        var answer = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
        // A refusal has no record and no balance either, and says why.
        return YtxAnswer.Parse(answer) is { StatusCode: { } status and not YtxStatus.Accepted }
            ? throw new HttpRequestException(YtxStatus.Refusal(status).Message)
            : answer;
    }
}
