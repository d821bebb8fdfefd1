using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <content>Attempts and calls, and what a request that is not granted leaves behind: nothing.</content>
public abstract partial class VoiceCodeStoreContract
{
    private static readonly Allowance ThreeAttempts = new("attempts", new AllowanceRule(3, TimeSpan.FromHours(1)))
    {
        Per = AllowanceSubject.User,
        CountsAttempts = true,
    };

    [Rule]
    internal async Task AbandonAsync_Attempts_AreNeverGivenBackWhileCallsAre()
    {
        var claims = Claims(OnePerMinute, ThreeAttempts);
        for (var i = 0; i < 3; i++)
        {
            var request = Request(nonce: (UInt128)i + 1, claims: claims);
            var grant = await BeginAsync(request);
            Assert.Equal(ChallengeStatus.Granted, grant.Status);
            await AbandonAsync(request, grant);
            Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal("attempts", (await BeginAsync(claims: claims)).DeniedBy);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: Claims(OnePerMinute))).Status);
    }

    [Rule]
    internal async Task BeginAsync_Attempt_OpensNothingAndTakesOnlyAttempts()
    {
        var claims = Claims(OnePerMinute, ThreeAttempts);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                ChallengeStatus.Granted,
                (await BeginAsync(nonce: 7, verifier: 70, claims: claims, step: ChallengeStep.Attempt)).Status);
            Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
        }

        // The call is still there, and a third attempt for it.
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);
        Assert.Equal("attempts", (await BeginAsync(claims: Claims(ThreeAttempts))).DeniedBy);
    }

    [Rule]
    internal async Task BeginAsync_AttemptsOfAnAllowanceOfOneRacing_OneIsGranted()
    {
        var once = new Allowance("once", new AllowanceRule(1, TimeSpan.FromMinutes(20)))
        {
            Per = AllowanceSubject.User,
            CountsAttempts = true,
        };

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
            (await BeginAsync(claims: Claims(once), step: ChallengeStep.Attempt)).Status)));

        Assert.Single(all, status => status is ChallengeStatus.Granted);
        Assert.Equal(63, all.Count(status => status is ChallengeStatus.Denied));
    }

    [Rule]
    internal async Task BeginAsync_Attempt_ReplacesNothing()
    {
        await BeginAsync(nonce: 7, verifier: 70);
        await VerifyAsync(71);
        Advance(TimeSpan.FromMinutes(2));

        await BeginAsync(Request(
            nonce: 8, verifier: 80, binding: 2, renewBelow: Lifetime, claims: Claims(ThreeAttempts), step: ChallengeStep.Attempt));

        await LivesOnAsync(nonce: 7, verifier: 70, triesLeft: 4, life: Lifetime - TimeSpan.FromMinutes(2));
    }

    [Rule]
    internal async Task BeginAsync_AttemptWithoutACallLeft_IsDeniedAndTakesNoAttempt()
    {
        var claims = Claims(OnePerMinute, ThreeAttempts);
        await BeginAsync(claims: claims);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("test", (await BeginAsync(claims: claims, step: ChallengeStep.Attempt)).DeniedBy);
        }

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: Claims(ThreeAttempts))).Status);
        }

        Assert.Equal("attempts", (await BeginAsync(claims: Claims(ThreeAttempts))).DeniedBy);
    }

    [Rule]
    internal async Task BeginAsync_CallAfterItsAttempt_TakesTheCallAndOpensTheChallenge()
    {
        var claims = Claims(OnePerMinute, ThreeAttempts);
        for (var i = 0; i < 3; i++)
        {
            Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims, step: ChallengeStep.Attempt)).Status);
            Advance(TimeSpan.FromSeconds(1));

            // The third time there is no attempt left, which this one has taken before.
            var call = await BeginAsync(nonce: (UInt128)i + 7, verifier: 70, claims: claims, step: ChallengeStep.Call);

            Assert.Equal((ChallengeStatus.Granted, (UInt128)i + 7), (call.Status, call.Nonce));
            Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
        }

        Assert.Equal("test", (await BeginAsync(claims: Claims(OnePerMinute))).DeniedBy);
        Assert.Equal("attempts", (await BeginAsync(claims: Claims(ThreeAttempts))).DeniedBy);
    }

    [Rule]
    internal async Task BeginAsync_CallAfterItsAttempt_SaysWhenBothAllowTheNext()
    {
        var claims = Claims(TwoPerMinute, ThreeAttempts);
        for (var i = 0; i < 3; i++)
        {
            await BeginAsync(claims: claims, step: ChallengeStep.Attempt);
        }

        Advance(TimeSpan.FromSeconds(1));

        var call = await BeginAsync(claims: claims, step: ChallengeStep.Call);

        Assert.Equal(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1), call.RetryAfter);
    }

    [Rule]
    internal async Task BeginAsync_CallThatIsDenied_OpensNothing()
    {
        var claims = Claims(OnePerMinute, ThreeAttempts);
        await BeginAsync(claims: claims, purpose: "another");

        Assert.Equal("test", (await BeginAsync(verifier: 70, claims: claims, step: ChallengeStep.Call)).DeniedBy);

        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
    }

    [Rule(ChallengeStep.Whole)]
    [Rule(ChallengeStep.Attempt)]
    [Rule(ChallengeStep.Call)]
    internal async Task BeginAsync_Locked_IsRefusedAndTakesNothing(ChallengeStep step)
    {
        await LockAsync();
        var claims = Claims(OnePerMinute, ThreeAttempts);

        for (var i = 0; i < 5; i++)
        {
            var locked = await BeginAsync(claims: claims, step: step);
            Assert.Equal((ChallengeStatus.LockedOut, TimeSpan.FromHours(1)), (locked.Status, locked.RetryAfter));
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(
                ChallengeStatus.Granted,
                (await BeginAsync(claims: claims, purpose: "another", kind: VoiceCodePurposeKind.Other)).Status);
            Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Rule(false, ChallengeStep.Whole)]
    [Rule(false, ChallengeStep.Attempt)]
    [Rule(false, ChallengeStep.Call)]
    [Rule(true, ChallengeStep.Whole)]
    [Rule(true, ChallengeStep.Attempt)]
    [Rule(true, ChallengeStep.Call)]
    internal async Task BeginAsync_Refused_OpensNothing(bool isLock, ChallengeStep step)
    {
        await RefuseFromNowOnAsync(isLock);

        for (var i = 0; i < 3; i++)
        {
            await RefusedAsync(isLock, step, binding: 1, TimeSpan.FromSeconds(60));
        }

        Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(80, purpose: "refused", guesses: OneAMinute)).Status);
    }

    [Rule(false, ChallengeStep.Whole)]
    [Rule(false, ChallengeStep.Attempt)]
    [Rule(false, ChallengeStep.Call)]
    [Rule(true, ChallengeStep.Whole)]
    [Rule(true, ChallengeStep.Attempt)]
    [Rule(true, ChallengeStep.Call)]
    internal async Task BeginAsync_Refused_LeavesTheChallengeWithItsEndAndItsTries(bool isLock, ChallengeStep step)
    {
        await BeginAsync(nonce: 7, verifier: 70, purpose: "refused");
        await VerifyAsync(71, purpose: "refused");
        Advance(TimeSpan.FromSeconds(30));
        await RefuseFromNowOnAsync(isLock);
        Advance(TimeSpan.FromSeconds(10));

        for (var i = 0; i < 5; i++)
        {
            await RefusedAsync(isLock, step, binding: 1, TimeSpan.FromSeconds(60));
            // And where it would have replaced it: with another binding, and where a call again speaks a new code.
            await RefusedAsync(isLock, step, binding: 2, TimeSpan.FromSeconds(60));
            await RefusedAsync(isLock, step, binding: 1, Lifetime);
        }

        Advance(TimeSpan.FromMinutes(1));
        await LivesOnAsync(
            nonce: 7, verifier: 70, triesLeft: 4, life: Lifetime - TimeSpan.FromSeconds(100), "refused", OneAMinute);
    }

    [Rule]
    internal async Task Cancelled_BeforeItBegins_LeavesNothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var cancelled = source.Token;
        var request = Request(nonce: 7, verifier: 70, claims: Claims(OnePerMinute, ThreeAttempts));
        await Assert.CancelledAsync(() => Store.BeginAsync(request, cancelled).AsTask());
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);

        var grant = await BeginAsync(request);
        Assert.Equal(ChallengeStatus.Granted, grant.Status);
        await Assert.CancelledAsync(() => Store.AbandonAsync(request, grant, cancelled).AsTask());
        Assert.Equal("test", (await BeginAsync(claims: Claims(OnePerMinute))).DeniedBy);

        foreach (var verifier in new UInt128[] { 70, 71 })
        {
            await Assert.CancelledAsync(() => Store.VerifyAsync(request.Try(verifier), cancelled).AsTask());
        }

        await LivesOnAsync(nonce: 7, verifier: 70, triesLeft: 5, life: Lifetime);

        await LockAsync();
        await Assert.CancelledAsync(() => Store.UnlockAsync(new("", User), VoiceCodePurposeKind.LogIn, cancelled).AsTask());
        Assert.Equal(ChallengeStatus.LockedOut, (await BeginAsync()).Status);
    }

    private static WrongCodeLimit OneAMinute { get; } =
        new(new Allowance("guesses", new AllowanceRule(1, TimeSpan.FromMinutes(1))), maxConsecutive: 25);

    // For a minute: by a used-up allowance, or by a wrong try.
    private async Task RefuseFromNowOnAsync(bool byLock)
    {
        if (byLock)
        {
            await BeginAsync(purpose: "another");
            Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(71, purpose: "another")).Status);
        }
        else
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(purpose: "another", claims: Claims(OnePerMinute))).Status);
        }
    }

    private async Task RefusedAsync(bool byLock, ChallengeStep step, uint binding, TimeSpan renewBelow) => Assert.Equal(
        byLock ? ChallengeStatus.LockedOut : ChallengeStatus.Denied,
        (await BeginAsync(Request(
            nonce: 8, verifier: 80, purpose: "refused", binding: binding, renewBelow: renewBelow, step: step,
            guesses: byLock ? OneAMinute : null, claims: byLock ? [] : Claims(OnePerMinute)))).Status);

    // Looks at a challenge from all sides, and uses it up.
    private async Task LivesOnAsync(
        UInt128 nonce, UInt128 verifier, int triesLeft, TimeSpan life, string purpose = "purpose", WrongCodeLimit? guesses = null)
    {
        var found = await BeginAsync(nonce: nonce + 90, verifier: verifier + 90, purpose: purpose, guesses: guesses);
        Assert.Equal(
            (ChallengeStatus.Granted, nonce, triesLeft, life), (found.Status, found.Nonce, found.TriesLeft, found.Life));

        Advance(life - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(verifier, purpose: purpose, guesses: guesses)).Status);
    }
}
