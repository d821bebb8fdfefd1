namespace Ytx.Voice.Tests;

internal static class Outcomes
{
    /// <summary>The failure that a call must come to.</summary>
    public static async Task<VoiceCallOutcome> FailureAsync(this Task<VoiceCallOutcome> call)
    {
        var outcome = await call;
        Assert.False(outcome.IsAccepted);
        return outcome;
    }
}
