using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Tests.Stores;

public sealed class InMemoryVoiceCodeStoreTests : VoiceCodeStoreContract
{
    private readonly FakeTimeProvider _clock = new();
    private IVoiceCodeStore _store;

    // Not at the first use, which may be by many at once: each would have a store of its own.
    public InMemoryVoiceCodeStoreTests() => _store = new InMemoryVoiceCodeStore(_clock, maxWaitingCodes: 100_000);

    protected override IVoiceCodeStore Store => _store;

    protected override void Advance(TimeSpan time) => _clock.Advance(time);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task VerifyAsync_WallClockSet_EndsNothingSooner(int years)
    {
        var clock = new SettableClock(_clock);
        _store = new InMemoryVoiceCodeStore(clock, maxWaitingCodes: 1000);
        await BeginAsync(verifier: 70);

        clock.Set = TimeSpan.FromDays(365 * years);
        Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(71)).Status);
        Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
    }

    private sealed class SettableClock(TimeProvider monotonic) : TimeProvider
    {
        public TimeSpan Set { get; set; }

        public override long TimestampFrequency => monotonic.TimestampFrequency;

        public override long GetTimestamp() => monotonic.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => monotonic.GetUtcNow() + Set;
    }
}
