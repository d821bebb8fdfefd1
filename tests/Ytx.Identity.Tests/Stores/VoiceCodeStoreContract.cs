using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Stores;

/// <summary>What every store does: each implementation runs these.</summary>
public abstract partial class VoiceCodeStoreContract
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly Allowance OnePerMinute = new("test", new AllowanceRule(1, TimeSpan.FromMinutes(1)));
    private static readonly Allowance TwoPerMinute = new("other", new AllowanceRule(2, TimeSpan.FromMinutes(1)));
    private static readonly WrongCodeLimit WrongCodes = new(
        new Allowance(
            "guesses",
            new AllowanceRule(10, TimeSpan.FromHours(1), TimeSpan.FromMinutes(10)),
            new AllowanceRule(20, TimeSpan.FromHours(24))),
        maxConsecutive: 25);

    private static int _users;

    private readonly string _user = $"user-{Interlocked.Increment(ref _users)}";

    protected abstract IVoiceCodeStore Store { get; }

    protected abstract void Advance(TimeSpan time);

    [Fact]
    public async Task BeginAsync_Nothing_OpensTheRequestedChallenge()
    {
        var grant = await BeginAsync(nonce: 7);

        Assert.Equal(ChallengeStatus.Granted, grant.Status);
        Assert.Equal((UInt128)7, grant.Nonce);
        Assert.Equal(Lifetime, grant.Life);
        Assert.Equal(5, grant.TriesLeft);
    }

    [Fact]
    public async Task BeginAsync_Live_FindsItAndRenewsNeitherLifeNorTries()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        await VerifyAsync(1);
        Advance(TimeSpan.FromMinutes(2));

        var grant = await BeginAsync(nonce: 8, verifier: 80);

        Assert.Equal((UInt128)7, grant.Nonce);
        Assert.Equal(TimeSpan.FromMinutes(3), grant.Life);
        Assert.Equal(4, grant.TriesLeft);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task BeginAsync_LittleLifeLeft_ReplacesIt()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        Advance(Lifetime - TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(1));

        var grant = await BeginAsync(nonce: 8, verifier: 80);

        Assert.Equal((UInt128)8, grant.Nonce);
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(70)).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(80)).Status);
    }

    [Fact]
    public async Task BeginAsync_JustEnoughLifeLeft_FindsIt()
    {
        await BeginAsync(nonce: 7);
        Advance(Lifetime - TimeSpan.FromSeconds(60));

        Assert.Equal((UInt128)7, (await BeginAsync(nonce: 8)).Nonce);
    }

    [Fact]
    public async Task BeginAsync_OtherBinding_ReplacesIt()
    {
        await BeginAsync(nonce: 7, binding: 1);

        Assert.Equal((UInt128)8, (await BeginAsync(nonce: 8, binding: 2)).Nonce);
    }

    [Fact]
    public async Task BeginAsync_TriesUsedUp_ReplacesIt()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        await WrongAsync(5);

        var grant = await BeginAsync(nonce: 8, verifier: 80);

        Assert.Equal((UInt128)8, grant.Nonce);
        Assert.Equal(5, grant.TriesLeft);
    }

    [Fact]
    public async Task BeginAsync_AllowanceUsedUp_DeniesUntilToTheMillisecond()
    {
        var claims = Claims(OnePerMinute);
        await BeginAsync(claims: claims);
        Advance(TimeSpan.FromSeconds(20));

        var denied = await BeginAsync(claims: claims);

        Assert.Equal(ChallengeStatus.Denied, denied.Status);
        Assert.Equal("test", denied.DeniedBy);
        Assert.Equal(TimeSpan.FromSeconds(40), denied.RetryAfter);

        Advance(TimeSpan.FromSeconds(40) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: claims)).Status);
        Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);
    }

    [Fact]
    public async Task BeginAsync_OneOfTwoDenies_TakesFromNeitherAndLeavesTheChallenge()
    {
        await BeginAsync(nonce: 7, verifier: 70, claims: Claims(OnePerMinute));
        for (var i = 0; i < 5; i++)
        {
            var both = await BeginAsync(claims: Claims(OnePerMinute, TwoPerMinute));
            Assert.Equal("test", both.DeniedBy);
        }

        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: Claims(TwoPerMinute))).Status);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: Claims(TwoPerMinute))).Status);
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: Claims(TwoPerMinute))).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task BeginAsync_Granted_SaysWhenTheNextIsAllowed() =>
        Assert.Equal(TimeSpan.FromMinutes(1), (await BeginAsync(claims: Claims(OnePerMinute))).RetryAfter);

    [Fact]
    public async Task BeginAsync_Racing_GrantsNoMoreThanTheRule()
    {
        var claims = Claims(TwoPerMinute);

        var grants = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            Task.Run(() => BeginAsync(nonce: (UInt128)i + 1, claims: claims))));

        Assert.Equal(2, grants.Count(grant => grant.Status is ChallengeStatus.Granted));
    }

    [Fact]
    public async Task BeginAsync_Denied_SaysWhatStillWaits()
    {
        await BeginAsync(nonce: 7, claims: Claims(OnePerMinute));
        await VerifyAsync(1);
        Advance(TimeSpan.FromSeconds(10));

        var denied = await BeginAsync(nonce: 8, claims: Claims(OnePerMinute));
        Assert.Equal((4, Lifetime - TimeSpan.FromSeconds(10)), (denied.TriesLeft, denied.Life));

        // With another stamp or number the code is dead.
        var other = await BeginAsync(nonce: 9, binding: 2, claims: Claims(OnePerMinute));
        Assert.Equal((0, TimeSpan.Zero), (other.TriesLeft, other.Life));
    }

    [Fact]
    public async Task BeginAsync_DeniedWhereItWouldReplace_LeavesTheOldChallenge()
    {
        await BeginAsync(nonce: 7, verifier: 70, claims: Claims(OnePerMinute));
        Advance(TimeSpan.FromSeconds(50));

        var denied = await BeginAsync(nonce: 8, verifier: 80, binding: 2, claims: Claims(OnePerMinute));

        Assert.Equal(ChallengeStatus.Denied, denied.Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task BeginAsync_TwoDeny_NamesTheLongerWait()
    {
        var longer = new Allowance("longer", new AllowanceRule(9, TimeSpan.FromHours(2)), new AllowanceRule(1, TimeSpan.FromHours(1)));
        AllowanceClaim[] claims = [new(OnePerMinute, $"one of {_user}"), new(longer, $"two of {_user}")];
        await BeginAsync(claims: claims);

        var denied = await BeginAsync(claims: claims);

        Assert.Equal(("longer", longer.Rules[1]), (denied.DeniedBy, denied.DeniedRule));
        Assert.Equal(TimeSpan.FromHours(1), denied.RetryAfter);
    }

    [Fact]
    public async Task BeginAsync_ClaimThatLapses_KeepsNobodyWaitingLonger()
    {
        AllowanceClaim[] claims = [new(OnePerMinute, _user) { EndsIn = TimeSpan.FromSeconds(15) }];
        Assert.Equal(TimeSpan.FromSeconds(15), (await BeginAsync(claims: claims)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(15), (await BeginAsync(claims: claims)).RetryAfter);
    }

    [Fact]
    public async Task BeginAsync_LargeCount_GrantsNoMoreThanTheRuleAndComesBackABucketLateAtMost()
    {
        var large = new Allowance(
            "large", new AllowanceRule(150, TimeSpan.FromMinutes(1)), new AllowanceRule(200, TimeSpan.FromHours(1)));
        var claims = Claims(large);
        for (var i = 0; i < 150; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(nonce: (UInt128)i + 10, claims: claims)).Status);
            Advance(TimeSpan.FromMilliseconds(10));
        }

        var denied = await BeginAsync(claims: claims);
        Assert.Equal(("large", large.Rules[0]), (denied.DeniedBy, denied.DeniedRule));
        Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromSeconds(58.5), TimeSpan.FromSeconds(61));
        Advance(denied.RetryAfter.Value - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: claims)).Status);
        Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);

        // All of the first 150 have left the minute, but not the hour.
        Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 49; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);
        }

        Assert.Equal(large.Rules[1], (await BeginAsync(claims: claims)).DeniedRule);
        Advance(TimeSpan.FromHours(2));
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);
    }

    [Fact]
    public async Task AbandonAsync_LargeCount_GivesBack()
    {
        var claims = Claims(new Allowance("large", new AllowanceRule(101, TimeSpan.FromMinutes(1))));
        var request = Request(nonce: 7, claims: claims);
        var grant = await Store.BeginAsync(request, TestContext.Current.CancellationToken);
        Advance(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);
        }

        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: claims)).Status);
        await Store.AbandonAsync(request, grant, TestContext.Current.CancellationToken);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: claims)).Status);
    }

    [Fact]
    public async Task BeginAsync_LargeCountOfOneDenied_TakesFromNeither()
    {
        var large = new Allowance("large", new AllowanceRule(101, TimeSpan.FromMinutes(1)));
        await BeginAsync(claims: Claims(OnePerMinute));
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal("test", (await BeginAsync(claims: Claims(large, OnePerMinute))).DeniedBy);
        }

        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: Claims(large))).Status);
    }

    [Fact]
    public async Task AbandonAsync_Fresh_GivesBackTheAllowanceAndEndsTheChallenge()
    {
        var request = Request(nonce: 7, verifier: 70, claims: Claims(OnePerMinute));
        var grant = await Store.BeginAsync(request, TestContext.Current.CancellationToken);

        await Store.AbandonAsync(request, grant, TestContext.Current.CancellationToken);

        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: Claims(OnePerMinute))).Status);
    }

    [Fact]
    public async Task AbandonAsync_FoundAlive_LeavesTheChallenge()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        var repeat = Request(nonce: 8, verifier: 80);
        var grant = await Store.BeginAsync(repeat, TestContext.Current.CancellationToken);

        await Store.AbandonAsync(repeat, grant, TestContext.Current.CancellationToken);

        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task VerifyAsync_Right_IsUsedUp()
    {
        await BeginAsync(verifier: 70);

        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task RecordCall_Verified_SaysWhichCallItWas()
    {
        var request = Request(nonce: 7, verifier: 70);
        var grant = await Store.BeginAsync(request, TestContext.Current.CancellationToken);
        Store.RecordCall(request, grant, "call 1");
        Store.RecordCall(request, grant, "call 2");

        Assert.Null((await VerifyAsync(1)).RequestId);
        Assert.Equal("call 2", (await VerifyAsync(70)).RequestId);
    }

    [Fact]
    public async Task RecordCall_OtherChallengeSince_SaysNothingOfTheOldCall()
    {
        var request = Request(nonce: 7, verifier: 70);
        var grant = await Store.BeginAsync(request, TestContext.Current.CancellationToken);
        Store.RecordCall(request, grant, "call 1");
        await BeginAsync(nonce: 8, verifier: 80, binding: 2);

        var verdict = await VerifyAsync(80);

        Assert.Equal(ChallengeStatus.Verified, verdict.Status);
        Assert.Null(verdict.RequestId);
    }

    [Fact]
    public async Task VerifyAsync_RacingRight_ExactlyOneWins()
    {
        await BeginAsync(verifier: 70);

        var verdicts = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => Task.Run(() => VerifyAsync(70).AsTask())));

        Assert.Single(verdicts, verdict => verdict.Status is ChallengeStatus.Verified);
    }

    [Fact]
    public async Task VerifyAsync_RacingWrong_ComparesNoMoreThanTheTries()
    {
        await BeginAsync(verifier: 70);

        var verdicts = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => VerifyAsync((UInt128)i + 1000).AsTask())));

        Assert.Equal(5, verdicts.Count(verdict => verdict.Status is ChallengeStatus.Wrong));
        Assert.Equal(ChallengeStatus.TriesUsedUp, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task VerifyAsync_Expiry_IsExactToTheMillisecond()
    {
        await BeginAsync(verifier: 70);
        Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(71)).Status);

        Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task VerifyAsync_OtherUserOrPurpose_FindsNothing()
    {
        await BeginAsync(verifier: 70);

        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70, user: _user + "x")).Status);
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70, purpose: "other")).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task VerifyAsync_TenWrong_LocksTriesAndCallsForTheWindowAndThePause()
    {
        await BeginAsync(nonce: 1, verifier: 70);
        await WrongAsync(5);
        Advance(TimeSpan.FromMinutes(55));
        await BeginAsync(nonce: 2, verifier: 70);
        await WrongAsync(5);

        // The first five leave the hour in five minutes, but the pause is ten.
        await BeginAsync(nonce: 3, verifier: 70);
        var locked = await VerifyAsync(70);
        Assert.Equal(ChallengeStatus.LockedOut, locked.Status);
        Assert.Equal(TimeSpan.FromMinutes(10), locked.RetryAfter);
        Assert.Equal(ChallengeStatus.LockedOut, (await BeginAsync()).Status);

        Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(nonce: 4, verifier: 70)).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task VerifyAsync_OtherPurposeKind_IsNotLocked()
    {
        await LockAsync();

        await BeginAsync(verifier: 70, purpose: "reset", kind: VoiceCodePurposeKind.ResetPassword);
        Assert.Equal(
            ChallengeStatus.Verified,
            (await VerifyAsync(70, purpose: "reset", kind: VoiceCodePurposeKind.ResetPassword)).Status);
    }

    [Fact]
    public async Task VerifyAsync_Success_ClearsTheRowButNotTheWindow()
    {
        await BeginAsync(nonce: 1, verifier: 70);
        await WrongAsync(4);
        await VerifyAsync(70);
        await BeginAsync(nonce: 2, verifier: 70);
        await WrongAsync(5);
        await BeginAsync(nonce: 3, verifier: 70);
        await WrongAsync(1);

        Assert.Equal(ChallengeStatus.LockedOut, (await VerifyAsync(70)).Status);
    }

    [Fact]
    public async Task VerifyAsync_SuccessAtAnotherNumber_ForgivesNothing()
    {
        for (var day = 0; day < 5; day++)
        {
            await BeginAsync(nonce: (UInt128)day + 1, verifier: 70, purpose: "victim's number");
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(1, purpose: "victim's number", number: "victim's number")).Status);
            }

            if (day < 4)
            {
                await BeginAsync(nonce: (UInt128)day + 1, verifier: 80, purpose: "own number");
                Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(80, purpose: "own number", number: "own number")).Status);
            }

            Advance(TimeSpan.FromHours(25));
        }

        Assert.Equal(ChallengeStatus.LockedOut, (await BeginAsync(purpose: "victim's number")).Status);
    }

    [Fact]
    public async Task VerifyAsync_OldWrongTries_NeverComeBackIntoTheirWindow()
    {
        await LockAsync();

        // Where 32 bits of milliseconds have gone round once.
        Advance(TimeSpan.FromMilliseconds(1L << 32) + TimeSpan.FromMinutes(1));

        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(nonce: 7, verifier: 70)).Status);
    }

    [Fact]
    public async Task VerifyAsync_TooManyInARow_StaysLockedUntilUnlocked()
    {
        for (var i = 0; i < 5; i++)
        {
            await BeginAsync(nonce: (UInt128)i + 1, verifier: 70);
            await WrongAsync(5);
            Advance(TimeSpan.FromHours(25));
        }

        var locked = await BeginAsync();
        Assert.Equal(ChallengeStatus.LockedOut, locked.Status);
        Assert.Null(locked.RetryAfter);
        Advance(TimeSpan.FromDays(300));
        Assert.Equal(ChallengeStatus.LockedOut, (await BeginAsync()).Status);

        Assert.True(await Store.UnlockAsync(
            new("", _user), VoiceCodePurposeKind.LogIn, TestContext.Current.CancellationToken));
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync()).Status);
    }

    private async Task LockAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            await BeginAsync(nonce: (UInt128)i + 100, verifier: 70);
            await WrongAsync(5);
        }

        Assert.Equal(ChallengeStatus.LockedOut, (await VerifyAsync(70)).Status);
    }

    private async Task WrongAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(1)).Status);
        }
    }

    private AllowanceClaim[] Claims(params Allowance[] allowances) =>
        [.. allowances.Select(allowance => new AllowanceClaim(allowance, $"subject of {_user}"))];

    protected Task<ChallengeGrant> BeginAsync(
        UInt128? nonce = null, UInt128? verifier = null, uint binding = 1, AllowanceClaim[]? claims = null,
        string purpose = "purpose", VoiceCodePurposeKind kind = VoiceCodePurposeKind.LogIn,
        ChallengeStep step = ChallengeStep.Whole, string? user = null, WrongCodeLimit? guesses = null, UserKey? userKey = null) =>
        BeginAsync(Request(nonce, verifier, binding, claims, purpose, kind, step, user, guesses, userKey: userKey));

    private Task<ChallengeGrant> BeginAsync(ChallengeRequest request) =>
        Store.BeginAsync(request, TestContext.Current.CancellationToken).AsTask();

    private Task AbandonAsync(ChallengeRequest request, ChallengeGrant grant) =>
        Store.AbandonAsync(request, grant, TestContext.Current.CancellationToken).AsTask();

    protected ChallengeRequest Request(
        UInt128? nonce = null, UInt128? verifier = null, uint binding = 1, AllowanceClaim[]? claims = null,
        string purpose = "purpose", VoiceCodePurposeKind kind = VoiceCodePurposeKind.LogIn,
        ChallengeStep step = ChallengeStep.Whole, string? user = null, WrongCodeLimit? guesses = null,
        TimeSpan? renewBelow = null, UserKey? userKey = null) => ChallengeRequests.Create(
            user ?? _user, claims, nonce ?? 1, verifier ?? 10, binding, purpose, kind, step,
            Lifetime, renewBelow ?? TimeSpan.FromSeconds(60), guesses ?? WrongCodes, userKey);

    protected ValueTask<ChallengeVerdict> VerifyAsync(
        UInt128 verifier, string? user = null, string purpose = "purpose",
        VoiceCodePurposeKind kind = VoiceCodePurposeKind.LogIn, string? number = null, WrongCodeLimit? guesses = null,
        UserKey? userKey = null) =>
        Store.VerifyAsync(
            Request(purpose: purpose, kind: kind, user: user, guesses: guesses, userKey: userKey).Try(verifier, number),
            TestContext.Current.CancellationToken);
}
