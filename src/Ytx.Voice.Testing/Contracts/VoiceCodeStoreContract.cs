using System.Diagnostics.CodeAnalysis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>
/// What every store does, step by step, on a clock that is moved: to the millisecond, and by up to 300 days. What it does while many
/// ask at once is <see cref="VoiceCodeStoreRaceContract"/>.
/// </summary>
[Experimental("YTX001")]
public abstract partial class VoiceCodeStoreContract() : Contract(Book)
{
    private static readonly RuleBook Book = RuleBook.Of<VoiceCodeStoreContract>();
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly Allowance OnePerMinute = new("test", new AllowanceRule(1, TimeSpan.FromMinutes(1)));
    private static readonly Allowance TwoPerMinute = new("other", new AllowanceRule(2, TimeSpan.FromMinutes(1)));
    private static readonly WrongCodeLimit WrongCodes = new(
        new Allowance(
            "guesses",
            new AllowanceRule(10, TimeSpan.FromHours(1), TimeSpan.FromMinutes(10)),
            new AllowanceRule(20, TimeSpan.FromHours(24))),
        maxConsecutive: 25);

    /// <summary>The names of the rules.</summary>
    public static IReadOnlyList<string> Rules { get; } = Book.Names;

    /// <summary>The store, the same one during a rule.</summary>
    protected abstract IVoiceCodeStore Store { get; }

    private string User => $"user of {Run}";

    /// <summary>Moves the clock that the store reads. Nothing else moves it during a rule.</summary>
    /// <param name="time">How far, at least a millisecond.</param>
    protected abstract void Advance(TimeSpan time);

    [Rule]
    internal async Task BeginAsync_Nothing_OpensTheRequestedChallenge()
    {
        var grant = await BeginAsync(nonce: 7);

        Assert.Equal(ChallengeStatus.Granted, grant.Status);
        Assert.Equal((UInt128)7, grant.Nonce);
        Assert.Equal(Lifetime, grant.Life);
        Assert.Equal(5, grant.TriesLeft);
    }

    [Rule]
    internal async Task BeginAsync_Live_FindsItAndRenewsNeitherLifeNorTries()
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

    [Rule]
    internal async Task BeginAsync_LittleLifeLeft_ReplacesIt()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        Advance(Lifetime - TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(1));

        var grant = await BeginAsync(nonce: 8, verifier: 80);

        Assert.Equal((UInt128)8, grant.Nonce);
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(70)).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(80)).Status);
    }

    [Rule]
    internal async Task BeginAsync_JustEnoughLifeLeft_FindsIt()
    {
        await BeginAsync(nonce: 7);
        Advance(Lifetime - TimeSpan.FromSeconds(60));

        Assert.Equal((UInt128)7, (await BeginAsync(nonce: 8)).Nonce);
    }

    [Rule]
    internal async Task BeginAsync_OtherBinding_ReplacesIt()
    {
        await BeginAsync(nonce: 7, binding: 1);

        Assert.Equal((UInt128)8, (await BeginAsync(nonce: 8, binding: 2)).Nonce);
    }

    [Rule]
    internal async Task BeginAsync_TriesUsedUp_ReplacesIt()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        await WrongAsync(5);

        var grant = await BeginAsync(nonce: 8, verifier: 80);

        Assert.Equal((UInt128)8, grant.Nonce);
        Assert.Equal(5, grant.TriesLeft);
    }

    [Rule]
    internal async Task BeginAsync_AllowanceUsedUp_DeniesUntilToTheMillisecond()
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

    [Rule]
    internal async Task BeginAsync_OneOfTwoDenies_TakesFromNeitherAndLeavesTheChallenge()
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

    [Rule]
    internal async Task BeginAsync_Granted_SaysWhenTheNextIsAllowed() =>
        Assert.Equal(TimeSpan.FromMinutes(1), (await BeginAsync(claims: Claims(OnePerMinute))).RetryAfter);

    [Rule]
    internal async Task BeginAsync_Racing_GrantsNoMoreThanTheRule()
    {
        var claims = Claims(TwoPerMinute);

        var grants = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            Task.Run(() => BeginAsync(nonce: (UInt128)i + 1, claims: claims))));

        Assert.Equal(2, grants.Count(grant => grant.Status is ChallengeStatus.Granted));
    }

    [Rule]
    internal async Task BeginAsync_Denied_SaysWhatStillWaits()
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

    [Rule]
    internal async Task BeginAsync_DeniedWhereItWouldReplace_LeavesTheOldChallenge()
    {
        await BeginAsync(nonce: 7, verifier: 70, claims: Claims(OnePerMinute));
        Advance(TimeSpan.FromSeconds(50));

        var denied = await BeginAsync(nonce: 8, verifier: 80, binding: 2, claims: Claims(OnePerMinute));

        Assert.Equal(ChallengeStatus.Denied, denied.Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    [Rule]
    internal async Task BeginAsync_TwoDeny_NamesTheLongerWait()
    {
        var longer = new Allowance("longer", new AllowanceRule(9, TimeSpan.FromHours(2)), new AllowanceRule(1, TimeSpan.FromHours(1)));
        AllowanceClaim[] claims = [new(OnePerMinute, $"one of {User}"), new(longer, $"two of {User}")];
        await BeginAsync(claims: claims);

        var denied = await BeginAsync(claims: claims);

        Assert.Equal(("longer", longer.Rules[1]), (denied.DeniedBy, denied.DeniedRule));
        Assert.Equal(TimeSpan.FromHours(1), denied.RetryAfter);
    }

    [Rule]
    internal async Task BeginAsync_ClaimThatLapses_KeepsNobodyWaitingLonger()
    {
        AllowanceClaim[] claims = [new(OnePerMinute, User) { EndsIn = TimeSpan.FromSeconds(15) }];
        Assert.Equal(TimeSpan.FromSeconds(15), (await BeginAsync(claims: claims)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(15), (await BeginAsync(claims: claims)).RetryAfter);
    }

    [Rule]
    internal async Task AbandonAsync_Fresh_GivesBackTheAllowanceAndEndsTheChallenge()
    {
        var request = Request(nonce: 7, verifier: 70, claims: Claims(OnePerMinute));
        var grant = await Store.BeginAsync(request, Stop);

        await Store.AbandonAsync(request, grant, Stop);

        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: Claims(OnePerMinute))).Status);
    }

    [Rule]
    internal async Task AbandonAsync_FoundAlive_LeavesTheChallenge()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        var repeat = Request(nonce: 8, verifier: 80);
        var grant = await Store.BeginAsync(repeat, Stop);

        await Store.AbandonAsync(repeat, grant, Stop);

        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
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
        [.. allowances.Select(allowance => new AllowanceClaim(allowance, $"subject of {User}"))];

    private Task<ChallengeGrant> BeginAsync(
        UInt128? nonce = null, UInt128? verifier = null, uint binding = 1, AllowanceClaim[]? claims = null,
        string purpose = "purpose", VoiceCodePurposeKind kind = VoiceCodePurposeKind.LogIn,
        ChallengeStep step = ChallengeStep.Whole, string? user = null, WrongCodeLimit? guesses = null, UserKey? userKey = null) =>
        BeginAsync(Request(nonce, verifier, binding, claims, purpose, kind, step, user, guesses, userKey: userKey));

    private Task<ChallengeGrant> BeginAsync(ChallengeRequest request) =>
        Store.BeginAsync(request, Stop).AsTask();

    private Task AbandonAsync(ChallengeRequest request, ChallengeGrant grant) =>
        Store.AbandonAsync(request, grant, Stop).AsTask();

    private ChallengeRequest Request(
        UInt128? nonce = null, UInt128? verifier = null, uint binding = 1, AllowanceClaim[]? claims = null,
        string purpose = "purpose", VoiceCodePurposeKind kind = VoiceCodePurposeKind.LogIn,
        ChallengeStep step = ChallengeStep.Whole, string? user = null, WrongCodeLimit? guesses = null,
        TimeSpan? renewBelow = null, UserKey? userKey = null) => ChallengeRequests.Create(
            user ?? User, claims, nonce ?? 1, verifier ?? 10, binding, purpose, kind, step,
            Lifetime, renewBelow ?? TimeSpan.FromSeconds(60), guesses ?? WrongCodes, userKey);

    private ValueTask<ChallengeVerdict> VerifyAsync(
        UInt128 verifier, string? user = null, string purpose = "purpose",
        VoiceCodePurposeKind kind = VoiceCodePurposeKind.LogIn, string? number = null, WrongCodeLimit? guesses = null,
        UserKey? userKey = null) =>
        Store.VerifyAsync(
            Request(purpose: purpose, kind: kind, user: user, guesses: guesses, userKey: userKey).Try(verifier, number),
            Stop);
}
