namespace Ytx.Voice.Tests;

/// <summary>
/// On the real clock, as sockets are in it: each of these lasts the shortest limit there is.
/// </summary>
public sealed class YtxVoiceCodeSenderTimeoutTests
{
    [Fact]
    public async Task SendAsync_NoAnswerWithinTimeout_MayHaveBeenPlaced()
    {
        var outcome = await Sample.FailAsync(Answers.Silence, Limit, TimeProvider.System);

        YtxVoiceCodeSenderFaultTests.AssertNoResponse(outcome);
        Assert.Contains("in time", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_HalfAnAnswerWithinTimeout_MayHaveBeenPlaced()
    {
        var outcome = await Sample.FailAsync(Answers.Half(Answers.Silence), Limit, TimeProvider.System);

        YtxVoiceCodeSenderFaultTests.AssertNoResponse(outcome);
        Assert.Contains("in time", outcome.Message, StringComparison.Ordinal);
    }

    private static void Limit(YtxVoiceOptions options)
    {
        options.ConnectTimeout = TimeSpan.FromSeconds(1);
        options.Pipeline.Timeout = TimeSpan.FromSeconds(1);
    }
}
