namespace Ytx.Identity.Tests.Codes;

public sealed class ValidForTests : IDisposable
{
    private readonly TestSite _site = new();

    [Fact]
    public async Task RequestCallAsync_EveryCall_TellsTheSenderHowLongItsCodeIsValid()
    {
        var user = await _site.CreateUserAsync();

        await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);
        _site.Clock.Advance(TimeSpan.FromSeconds(70));
        var again = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.True(again.IsRepeated);
        Assert.Equal([TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(230)], _site.Sender.Calls.Select(call => call.ValidFor));
    }

    public void Dispose() => _site.Dispose();
}
