namespace Ytx.Voice.Tests.Gateway;

/// <summary>
/// The limit is the platform's own timer, which takes no fake clock; each of these lasts the shortest limit there is.
/// </summary>
public sealed class YtxVoiceCodeSenderTimeoutTests
{
    [Fact]
    public async Task SendAsync_NoAnswerWithinTimeout_MayHaveBeenPlaced()
    {
        var exception = await Sample.FailAsync(Answers.Silence, Limit);

        YtxVoiceCodeSenderFaultTests.AssertNoAnswer(exception);
        Assert.Contains("in time", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_HalfAnAnswerWithinTimeout_MayHaveBeenPlaced()
    {
        var exception = await Sample.FailAsync(Answers.Half(Answers.Silence), Limit);

        YtxVoiceCodeSenderFaultTests.AssertNoAnswer(exception);
        Assert.Contains("in time", exception.Message, StringComparison.Ordinal);
    }

    private static void Limit(YtxVoiceOptions options)
    {
        options.ConnectTimeout = TimeSpan.FromSeconds(1);
        options.Timeout = TimeSpan.FromSeconds(1);
    }
}
