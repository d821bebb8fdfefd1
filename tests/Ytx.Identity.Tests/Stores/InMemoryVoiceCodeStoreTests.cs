using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Limits;
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

    [Fact]
    public async Task AbandonAsync_GivenBackAfterItWasReplaced_NeverComesBack()
    {
        // Four calls one after the other, each in place of the one before; the two in the middle are given back first.
        var requests = Enumerable.Range(1, 4).Select(i => Request(
            nonce: (UInt128)i, verifier: (UInt128)i * 10, binding: (uint)i)).ToArray();
        var grants = new List<ChallengeGrant>();
        foreach (var request in requests)
        {
            grants.Add(await Store.BeginAsync(request, TestContext.Current.CancellationToken));
        }

        foreach (var i in new[] { 1, 2, 3 })
        {
            await Store.AbandonAsync(requests[i], grants[i], TestContext.Current.CancellationToken);
        }

        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(20)).Status);
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(30)).Status);
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(40)).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(10)).Status);
    }

    [Fact]
    public async Task AbandonAsync_DeniedOrAttempt_GivesNothingBack()
    {
        var once = new Allowance("once", new AllowanceRule(1, TimeSpan.FromHours(1)));
        AllowanceClaim[] claims = [new(once, "subject")];
        await BeginAsync(nonce: 7, verifier: 70, claims: claims);
        foreach (var step in new[] { ChallengeStep.Whole, ChallengeStep.Attempt })
        {
            var request = Request(nonce: 7, claims: step is ChallengeStep.Whole ? claims : [], step: step);
            var answer = await Store.BeginAsync(request, TestContext.Current.CancellationToken);

            await Store.AbandonAsync(
                Request(nonce: 7, claims: claims, step: step), answer, TestContext.Current.CancellationToken);
        }

        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: claims)).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    private sealed class SettableClock(TimeProvider monotonic) : TimeProvider
    {
        public TimeSpan Set { get; set; }

        public override long TimestampFrequency => monotonic.TimestampFrequency;

        public override long GetTimestamp() => monotonic.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => monotonic.GetUtcNow() + Set;
    }
}
