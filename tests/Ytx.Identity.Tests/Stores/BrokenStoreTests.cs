using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests.Stores;

/// <summary>A store that breaks a rule is told which, and one that keeps all may run them on one object.</summary>
public sealed class BrokenStoreTests
{
    [Fact]
    public async Task RunAsync_OneTooManyIsGranted_IsBroken()
    {
        var denied = 0;
        var broken = new BrokenStore
        {
            Begun = grant => grant.Status is ChallengeStatus.Denied && Interlocked.Increment(ref denied) is 1
                ? new() { Status = ChallengeStatus.Granted } : grant,
        };

        await IsBrokenAsync(broken, "BeginAsync_Racing_GrantsNoMoreThanTheRule", "expected 2, came 3");
    }

    [Fact]
    public async Task RunAsync_TwoAreAccepted_IsBroken()
    {
        var missing = 0;
        var broken = new BrokenStore
        {
            Verified = verdict => verdict.Status is ChallengeStatus.Missing && Interlocked.Increment(ref missing) is 1
                ? new(ChallengeStatus.Verified) : verdict,
        };

        await IsBrokenAsync(broken, "VerifyAsync_RacingRight_ExactlyOneWins", "expected one, came 2 of 200");
    }

    [Fact]
    public async Task RunAsync_MoreTriesAreCompared_IsBroken() => await IsBrokenAsync(
        new BrokenStore
        {
            Verified = verdict => verdict.Status is ChallengeStatus.TriesUsedUp ? new(ChallengeStatus.Wrong) : verdict,
        },
        "VerifyAsync_RacingWrong_ComparesNoMoreThanTheTries", "expected 5, came 200");

    [Fact]
    public async Task RunAsync_NothingIsGivenBack_IsBroken() => await IsBrokenAsync(
        new BrokenStore { GivesBack = false }, "AbandonAsync_Fresh_GivesBackTheAllowanceAndEndsTheChallenge", "expected Missing");

    [Fact]
    public async Task RunAsync_StoreThrows_IsBroken() => await IsBrokenAsync(
        new BrokenStore { Begun = _ => throw new TimeoutException("The database is slow.") },
        "BeginAsync_Locked_IsRefusedAndTakesNothing(Call)", "TimeoutException was: The database is slow.");

    [Fact]
    public async Task RunAsync_DeniedIsGrantedInARace_IsBroken()
    {
        var race = new Race { Inner = { Begun = grant => new() { Status = ChallengeStatus.Granted, Nonce = grant.Nonce } } };

        var exception = await Assert.ThrowsAsync<ContractException>(() =>
            race.RunAsync("BeginAsync_Denied_OpensNothingThatCanBeGuessed(number)", TestContext.Current.CancellationToken));

        Assert.Contains("expected Denied, came Granted", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_EachRuleOnOneObject_IsKept()
    {
        var kept = new Contracted(new BrokenStore());

        foreach (var rule in VoiceCodeStoreContract.Rules)
        {
            await kept.RunAsync(rule, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task RunAsync_NoSuchRule_IsNotTakenForOneThatIsKept() => Assert.Contains(
        "'BeginAsync_Anything'",
        (await Assert.ThrowsAsync<ArgumentException>(() => new Contracted(new BrokenStore()).RunAsync("BeginAsync_Anything"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task RunAsync_GivenUp_IsNotBroken()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new Contracted(new BrokenStore()).RunAsync(VoiceCodeStoreContract.Rules[0], given.Token));
    }

    // A rule that is lost here is a rule that no store keeps any more.
    [Fact]
    public void Rules_OfEachContract_AreAsManyAsWereWritten() => Assert.Equal(
        (91, 11, 11, 11),
        (VoiceCodeStoreContract.Rules.Count, VoiceCodeStoreRaceContract.Rules.Count, VoiceCallStoreContract.Rules.Count,
            VoiceCodeSenderContract.Rules.Count));

    private static async Task IsBrokenAsync(BrokenStore store, string rule, string reason)
    {
        var exception = await Assert.ThrowsAsync<ContractException>(() =>
            new Contracted(store).RunAsync(rule, TestContext.Current.CancellationToken));

        Assert.Equal(rule, exception.Rule);
        Assert.StartsWith($"{rule}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    private sealed class Contracted(BrokenStore store) : VoiceCodeStoreContract
    {
        protected override IVoiceCodeStore Store => store;

        protected override void Advance(TimeSpan time) => store.Clock.Advance(time);
    }

    private sealed class Race : VoiceCodeStoreRaceContract
    {
        public BrokenStore Inner { get; } = new();

        protected override IVoiceCodeStore Store => Inner;
    }

    /// <summary>The store in memory, unless told to do wrong.</summary>
    private sealed class BrokenStore : IVoiceCodeStore
    {
        private readonly InMemoryVoiceCodeStore _store;

        public BrokenStore() => _store = new(Clock, maxWaitingCodes: 100_000);

        public FakeTimeProvider Clock { get; } = new();

        public Func<ChallengeGrant, ChallengeGrant> Begun { get; set; } = grant => grant;

        public Func<ChallengeVerdict, ChallengeVerdict> Verified { get; init; } = verdict => verdict;

        public bool GivesBack { get; init; } = true;

        public async ValueTask<ChallengeGrant> BeginAsync(ChallengeRequest request, CancellationToken cancellationToken) =>
            Begun(await _store.BeginAsync(request, cancellationToken));

        public async ValueTask AbandonAsync(ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken)
        {
            if (GivesBack)
            {
                await _store.AbandonAsync(request, grant, cancellationToken);
            }
        }

        public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId) =>
            _store.RecordCall(request, grant, requestId);

        public async ValueTask<ChallengeVerdict> VerifyAsync(ChallengeTry challengeTry, CancellationToken cancellationToken) =>
            Verified(await _store.VerifyAsync(challengeTry, cancellationToken));

        public ValueTask<bool> UnlockAsync(UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken) =>
            _store.UnlockAsync(user, purposeKind, cancellationToken);
    }
}
