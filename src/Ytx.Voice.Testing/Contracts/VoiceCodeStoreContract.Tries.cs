using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <content>Right and wrong tries, one by one and at once.</content>
public abstract partial class VoiceCodeStoreContract
{
    [Rule]
    internal async Task VerifyAsync_Right_IsUsedUp()
    {
        await BeginAsync(verifier: 70);

        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
    }

    [Rule]
    internal async Task RecordCall_Verified_SaysWhichCallItWas()
    {
        var request = Request(nonce: 7, verifier: 70);
        var grant = await Store.BeginAsync(request, Stop);
        Store.RecordCall(request, grant, "call 1");
        Store.RecordCall(request, grant, "call 2");

        Assert.Null((await VerifyAsync(1)).RequestId);
        Assert.Equal("call 2", (await VerifyAsync(70)).RequestId);
    }

    [Rule]
    internal async Task RecordCall_OtherChallengeSince_SaysNothingOfTheOldCall()
    {
        var request = Request(nonce: 7, verifier: 70);
        var grant = await Store.BeginAsync(request, Stop);
        Store.RecordCall(request, grant, "call 1");
        await BeginAsync(nonce: 8, verifier: 80, binding: 2);

        var verdict = await VerifyAsync(80);

        Assert.Equal(ChallengeStatus.Verified, verdict.Status);
        Assert.Null(verdict.RequestId);
    }

    [Rule]
    internal async Task VerifyAsync_RacingRight_ExactlyOneWins()
    {
        await BeginAsync(verifier: 70);

        var verdicts = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => Task.Run(() => VerifyAsync(70).AsTask())));

        Assert.Single(verdicts, verdict => verdict.Status is ChallengeStatus.Verified);
    }

    [Rule]
    internal async Task VerifyAsync_RacingWrong_ComparesNoMoreThanTheTries()
    {
        await BeginAsync(verifier: 70);

        var verdicts = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => VerifyAsync((UInt128)i + 1000).AsTask())));

        Assert.Equal(5, verdicts.Count(verdict => verdict.Status is ChallengeStatus.Wrong));
        Assert.Equal(ChallengeStatus.TriesUsedUp, (await VerifyAsync(70)).Status);
    }

    [Rule]
    internal async Task VerifyAsync_Expiry_IsExactToTheMillisecond()
    {
        await BeginAsync(verifier: 70);
        Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(71)).Status);

        Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70)).Status);
    }

    [Rule]
    internal async Task VerifyAsync_OtherUserOrPurpose_FindsNothing()
    {
        await BeginAsync(verifier: 70);

        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70, user: User + "x")).Status);
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70, purpose: "other")).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);
    }

    [Rule]
    internal async Task VerifyAsync_TenWrong_LocksTriesAndCallsForTheWindowAndThePause()
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

    [Rule]
    internal async Task VerifyAsync_OtherPurposeKind_IsNotLocked()
    {
        await LockAsync();

        await BeginAsync(verifier: 70, purpose: "reset", kind: VoiceCodePurposeKind.ResetPassword);
        Assert.Equal(
            ChallengeStatus.Verified,
            (await VerifyAsync(70, purpose: "reset", kind: VoiceCodePurposeKind.ResetPassword)).Status);
    }

    [Rule]
    internal async Task VerifyAsync_Success_ClearsTheRowButNotTheWindow()
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

    [Rule]
    internal async Task VerifyAsync_SuccessAtAnotherNumber_ForgivesNothing()
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

    [Rule]
    internal async Task VerifyAsync_OldWrongTries_NeverComeBackIntoTheirWindow()
    {
        await LockAsync();

        // Where 32 bits of milliseconds have gone round once.
        Advance(TimeSpan.FromMilliseconds(1L << 32) + TimeSpan.FromMinutes(1));

        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(nonce: 7, verifier: 70)).Status);
    }

    [Rule]
    internal async Task VerifyAsync_TooManyInARow_StaysLockedUntilUnlocked()
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
            new("", User), VoiceCodePurposeKind.LogIn, Stop));
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync()).Status);
    }
}
