using System.Net.Http.Json;

namespace Ytx.Voice.Tests.Senders;

// docs/senders.md shows what follows.
public sealed class JsonVendorSender(HttpClient client) : IVoiceCodeSender
{
    public async Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        try
        {
            using var answer = await client.PostAsJsonAsync(
                "calls", new { to = call.To.E164, code = call.Code, purpose = call.PurposeKind, language = call.Culture?.Name },
                cancellationToken);
            var said = $"The vendor answered {(int)answer.StatusCode}.";
            return (int)answer.StatusCode switch
            {
                200 or 201 => VoiceCallOutcome.Accepted((await answer.Content.ReadFromJsonAsync<Placed>(cancellationToken))?.Id),
                401 or 403 => VoiceCallOutcome.Refused(VoiceCallFailure.Configuration, said + " Check the key."),
                402 => VoiceCallOutcome.Refused(VoiceCallFailure.Balance, said + " Top the account up."),
                429 => VoiceCallOutcome.Refused(VoiceCallFailure.Throttled, said, retryAfter: answer.Headers.RetryAfter?.Delta),
                < 500 => VoiceCallOutcome.Refused(VoiceCallFailure.Request, said),
                _ => VoiceCallOutcome.Unknown(VoiceCallFailure.Gateway, said),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException)
        {
            // The request may have arrived: never send it a second time, and say nothing of what the exception says.
            return VoiceCallOutcome.Unknown(VoiceCallFailure.NoResponse, "The vendor did not answer completely.");
        }
    }

    private sealed record Placed(string Id);
}
