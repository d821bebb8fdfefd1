using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <content>What giving back brings back.</content>
public abstract partial class VoiceCodeStoreContract
{
    private static readonly TimeSpan Renewed = TimeSpan.FromMinutes(2);

    [Rule]
    internal async Task AbandonAsync_Replaced_ComesBackWithItsEndAndItsTries()
    {
        var (request, grant) = await ReplaceAsync();
        Advance(TimeSpan.FromSeconds(10));

        await AbandonAsync(request, grant);

        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(80)).Status);
        await LivesOnAsync(nonce: 7, verifier: 70, triesLeft: 2, life: Lifetime - Renewed - TimeSpan.FromSeconds(10));
    }

    [Rule]
    internal async Task AbandonAsync_ReplacedOfAnotherBinding_ComesBack()
    {
        await BeginAsync(nonce: 7, verifier: 70, binding: 1);
        var request = Request(nonce: 8, verifier: 80, binding: 2);

        await AbandonAsync(request, await BeginAsync(request));

        await LivesOnAsync(nonce: 7, verifier: 70, triesLeft: 5, life: Lifetime);
    }

    [Rule]
    internal async Task AbandonAsync_ReplacedThatHadNoTriesLeft_ComesBackWithout()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        await WrongAsync(5);
        var request = Request(nonce: 8, verifier: 80);
        var grant = await BeginAsync(request);
        Assert.Equal((UInt128)8, grant.Nonce);

        await AbandonAsync(request, grant);

        Assert.Equal(ChallengeStatus.TriesUsedUp, (await VerifyAsync(70)).Status);
    }

    [Rule]
    internal async Task AbandonAsync_ReplacedThatHasEndedSince_DoesNotComeBack()
    {
        var (request, grant) = await ReplaceAsync();
        Advance(Lifetime - Renewed);

        await AbandonAsync(request, grant);

        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(80)).Status);
    }

    [Rule]
    internal async Task AbandonAsync_Replaced_LivesNoMillisecondLonger()
    {
        var (request, grant) = await ReplaceAsync();
        Advance(TimeSpan.FromSeconds(10));
        await AbandonAsync(request, grant);

        Advance(Lifetime - Renewed - TimeSpan.FromSeconds(10));

        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
    }

    [Rule]
    internal async Task AbandonAsync_VerifiedSince_BringsNothingBack()
    {
        var (request, grant) = await ReplaceAsync(Claims(OnePerMinute));
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(80)).Status);

        await AbandonAsync(request, grant);

        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: Claims(OnePerMinute))).Status);
    }

    [Rule]
    internal async Task AbandonAsync_ReplacedAgainSince_LeavesTheLatest()
    {
        var (request, grant) = await ReplaceAsync();
        await BeginAsync(nonce: 9, verifier: 90, binding: 3);
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(91)).Status);

        await AbandonAsync(request, grant);

        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(70)).Status);
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(80)).Status);
        Assert.Equal(
            (UInt128)9, (await BeginAsync(nonce: 10, binding: 3)).Nonce);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(90)).Status);
    }

    [Rule]
    internal async Task AbandonAsync_FoundAlive_LeavesItsEndAndItsTries()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        await WrongAsync(3);
        Advance(Renewed);
        var repeat = Request(nonce: 8, verifier: 80, claims: Claims(OnePerMinute));
        var grant = await BeginAsync(repeat);
        Assert.Equal((UInt128)7, grant.Nonce);
        Advance(TimeSpan.FromSeconds(10));

        await AbandonAsync(repeat, grant);

        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(purpose: "another", claims: Claims(OnePerMinute))).Status);
        await LivesOnAsync(nonce: 7, verifier: 70, triesLeft: 2, life: Lifetime - Renewed - TimeSpan.FromSeconds(10));
    }

    [Rule]
    internal async Task AbandonAsync_OneOfManyItems_LeavesTheOthers()
    {
        var allowance = new Allowance("different", new AllowanceRule(2, TimeSpan.FromMinutes(1)))
        {
            Counting = AllowanceCounting.DifferentItems,
        };
        await GrantedAsync(allowance, User, "one", times: 1);
        Advance(TimeSpan.FromSeconds(10));
        var requests = Enumerable.Range(0, 3).Select(i => Request(
            nonce: (UInt128)i + 50, claims: [new(allowance, User) { Item = i < 2 ? "one" : "two" }])).ToArray();
        var grants = new List<ChallengeGrant>();
        foreach (var request in requests)
        {
            grants.Add(await BeginAsync(request));
            Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(allowance, User, "three")).Status);
        await AbandonAsync(requests[0], grants[0]);
        await AbandonAsync(requests[1], grants[1]);

        // What is left of the first item is its first call, forty seconds ago.
        Assert.Equal(TimeSpan.FromSeconds(20), (await BeginAsync(allowance, User, "three")).RetryAfter);
        await AbandonAsync(requests[2], grants[2]);
        await GrantedAsync(allowance, User, "three", times: 1);
    }

    [Rule]
    internal async Task AbandonAsync_GivenBackAfterItWasReplaced_NeverComesBack()
    {
        // Four calls one after the other, each in place of the one before; the two in the middle are given back first.
        var requests = Enumerable.Range(1, 4).Select(i => Request(
            nonce: (UInt128)i, verifier: (UInt128)i * 10, binding: (uint)i)).ToArray();
        var grants = new List<ChallengeGrant>();
        foreach (var request in requests)
        {
            grants.Add(await BeginAsync(request));
        }

        foreach (var i in new[] { 1, 2, 3 })
        {
            await AbandonAsync(requests[i], grants[i]);
        }

        // Whether the first one does is the store's choice.
        foreach (var verifier in new[] { 20, 30, 40 })
        {
            Assert.True((await VerifyAsync((UInt128)verifier)).Status is ChallengeStatus.Wrong or ChallengeStatus.Missing);
        }
    }

    [Rule]
    internal async Task AbandonAsync_DeniedOrAttempt_GivesNothingBack()
    {
        var claims = Claims(OnePerMinute);
        await BeginAsync(nonce: 7, verifier: 70, claims: claims);
        foreach (var step in new[] { ChallengeStep.Whole, ChallengeStep.Attempt })
        {
            var request = Request(nonce: 7, claims: step is ChallengeStep.Whole ? claims : [], step: step);
            var answer = await BeginAsync(request);

            await AbandonAsync(Request(nonce: 7, claims: claims, step: step), answer);
        }

        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: claims)).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    [Rule]
    internal async Task RecordCall_ReplacedBefore_SaysNothingOfTheNewOne()
    {
        var request = Request(nonce: 7, verifier: 70);
        var grant = await BeginAsync(request);
        await BeginAsync(nonce: 8, verifier: 80, binding: 2);

        Store.RecordCall(request, grant, "call 1");

        var verdict = await VerifyAsync(80);
        Assert.Equal(ChallengeStatus.Verified, verdict.Status);
        Assert.Null(verdict.RequestId);
    }

    // A challenge with three tries and three minutes left, and the one that takes its place.
    private async Task<(ChallengeRequest Request, ChallengeGrant Grant)> ReplaceAsync(AllowanceClaim[]? claims = null)
    {
        await BeginAsync(nonce: 7, verifier: 70);
        await WrongAsync(2);
        Advance(Renewed);
        var request = Request(nonce: 8, verifier: 80, renewBelow: Lifetime, claims: claims);
        var grant = await BeginAsync(request);
        Assert.Equal((ChallengeStatus.Granted, (UInt128)8, 5), (grant.Status, grant.Nonce, grant.TriesLeft));
        return (request, grant);
    }
}
