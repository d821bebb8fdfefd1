using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests.Pipeline;

public sealed class OnceAMinuteTests
{
    [Fact]
    public void TryTake_TheSameKey_IsYesOnceAMinute()
    {
        var clock = new FakeTimeProvider(Sample.Now);
        var said = new OnceAMinute<string>(clock);

        Assert.True(said.TryTake("a"));
        Assert.True(said.TryTake("b"));
        clock.Advance(TimeSpan.FromSeconds(59.999));
        Assert.False(said.TryTake("a"));
        clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(said.TryTake("a"));
        Assert.False(said.TryTake("a"));
    }
}
