using System.Net.Http.Json;

namespace Ytx.Voice.Tests.Senders;

/// <summary>A sender that breaks a rule is told which.</summary>
public sealed class BrokenSenderTests
{
    [Theory]
    [InlineData("retries", "SendAsync_MayHaveBeenPlaced_IsUnknownAndNeverAskedAgain(HTTP 503)", "expected one, came 2 of 2")]
    [InlineData("retries", "SendAsync_MayHaveBeenPlaced_IsUnknownAndNeverAskedAgain(no answer)", "expected one, came 2 of 2")]
    [InlineData("is sure", "SendAsync_MayHaveBeenPlaced_IsUnknownAndNeverAskedAgain(HTTP 500)", "outcome.MayHaveBeenPlaced")]
    [InlineData("repeats", "SendAsync_VendorRepeatsWhatItWasSent_TellsNeitherCodeNorNumber(True)", "expected no trace of it")]
    [InlineData("swallows", "SendAsync_CallerGivesUp_IsCancelledAndNotAskedAgain", "expected OperationCanceledException, came an answer")]
    [InlineData("forgets", "SendAsync_Accepted_AsksOnceAndReturnsTheVendorsName", "outcome.RequestId")]
    public async Task RunAsync_SenderThatDoesWrong_IsBroken(string wrong, string rule, string reason)
    {
        var exception = await Assert.ThrowsAsync<ContractException>(() =>
            new Contracted(wrong).RunAsync(rule, TestContext.Current.CancellationToken));

        Assert.StartsWith($"{rule}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    private sealed class Contracted(string wrong) : VoiceCodeSenderContract
    {
        protected override VendorAnswer Accepted => new(201);

        protected override VendorAnswer Refused => new(402);

        protected override async Task<VoiceCallOutcome> SendAsync(Uri vendor, VoiceCodeCall call, CancellationToken cancellationToken)
        {
            using var client = new HttpClient { BaseAddress = vendor };
            try
            {
                var outcome = await AskAsync();
                return wrong is "retries" && outcome is { MayHaveBeenPlaced: true, IsAccepted: false } ? await AskAsync() : outcome;
            }
            catch (OperationCanceledException) when (wrong is "swallows")
            {
                return VoiceCallOutcome.Unknown(VoiceCallFailure.NoResponse, "No answer.");
            }

            async Task<VoiceCallOutcome> AskAsync()
            {
                try
                {
                    using var answer = await client.PostAsJsonAsync("", new { call.Code }, cancellationToken);
                    var said = wrong is "repeats" ? await answer.Content.ReadAsStringAsync(cancellationToken) : "Refused.";
                    return (int)answer.StatusCode switch
                    {
                        201 => VoiceCallOutcome.Accepted(wrong is "forgets" ? null : "call-1"),
                        < 500 => VoiceCallOutcome.Refused(VoiceCallFailure.Request, said),
                        _ when wrong is "is sure" => VoiceCallOutcome.Refused(VoiceCallFailure.Gateway, said),
                        _ => VoiceCallOutcome.Unknown(VoiceCallFailure.Gateway, said),
                    };
                }
                catch (HttpRequestException)
                {
                    return VoiceCallOutcome.Unknown(VoiceCallFailure.NoResponse, "No answer.");
                }
            }
        }
    }
}
