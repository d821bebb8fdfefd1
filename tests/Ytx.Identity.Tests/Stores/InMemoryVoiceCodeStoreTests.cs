using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Stores;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests.Stores;

public sealed class InMemoryVoiceCodeStoreTests : VoiceCodeStoreContract
{
    private readonly FakeTimeProvider _clock = new();

    // Not at the first use, which may be by many at once: each would have a store of its own.
    public InMemoryVoiceCodeStoreTests() => Store = new InMemoryVoiceCodeStore(_clock, maxWaitingCodes: 100_000);

    public static TheoryData<string> Names => [.. Rules];

    protected override IVoiceCodeStore Store { get; }

    protected override void Advance(TimeSpan time) => _clock.Advance(time);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Store_EachRule_IsKept(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task VerifyAsync_WallClockSet_EndsNothingSooner(int years)
    {
        var clock = new SettableClock(_clock);
        var store = new InMemoryVoiceCodeStore(clock, maxWaitingCodes: 1000);
        var request = ChallengeRequests.Create("user", verifier: 70, lifetime: TimeSpan.FromMinutes(5));
        await store.BeginAsync(request, TestContext.Current.CancellationToken);

        clock.Set = TimeSpan.FromDays(365 * years);
        Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(ChallengeStatus.Wrong, (await store.VerifyAsync(request.Try(71), TestContext.Current.CancellationToken)).Status);
        Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ChallengeStatus.Missing, (await store.VerifyAsync(request.Try(70), TestContext.Current.CancellationToken)).Status);
    }

    private sealed class SettableClock(TimeProvider monotonic) : TimeProvider
    {
        public TimeSpan Set { get; set; }

        public override long TimestampFrequency => monotonic.TimestampFrequency;

        public override long GetTimestamp() => monotonic.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => monotonic.GetUtcNow() + Set;
    }
}
