using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <content>Wrong tries in windows and in a row, and what a success forgives.</content>
public abstract partial class VoiceCodeStoreContract
{
    private const VoiceCodePurposeKind Confirm = VoiceCodePurposeKind.ChangePhoneNumber;

    private static readonly Allowance Roomy = new("guesses", new AllowanceRule(100, TimeSpan.FromHours(1)));
    private static readonly WrongCodeLimit FiftyInARow = new(Roomy, maxConsecutive: 50);
    private static readonly WrongCodeLimit FiveInARow = new(Roomy, maxConsecutive: 5);
    private static readonly WrongCodeLimit FiveInARowFor90Days = new(Roomy, maxConsecutive: 5, forgetAfter: TimeSpan.FromDays(90));

    [Rule]
    internal async Task VerifyAsync_SuccessWithAnotherNumberSince_EndsTheWholeRow()
    {
        for (var round = 0; round < 3; round++)
        {
            await WrongAsync(49, FiftyInARow);

            // The number has changed, and with it the binding.
            await BeginAsync(nonce: 70, verifier: 70, binding: 2, guesses: FiftyInARow);
            Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, guesses: FiftyInARow)).Status);
            Advance(TimeSpan.FromHours(1));
        }

        await WrongAsync(1, FiftyInARow);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(guesses: FiftyInARow)).Status);
        await WrongAsync(49, FiftyInARow);
        Assert.Equal(ChallengeStatus.LockedOut, (await BeginAsync(guesses: FiftyInARow)).Status);
    }

    [Rule]
    internal async Task VerifyAsync_SuccessAtANumber_EndsTheRowAtThatNumberOnlyHoweverTheyAreMixed()
    {
        foreach (var number in new[] { "own", "other", "own", "other", "own", "other", "own" })
        {
            await WrongAsync(number, FiftyInARow);
        }

        await RightAsync("own", FiftyInARow);

        await WrongAsync("own", FiveInARow);
        await WrongAsync("other", FiveInARow);
        Assert.Equal(ChallengeStatus.LockedOut, (await BeginAsync(kind: Confirm, guesses: FiveInARow)).Status);
    }

    [Rule]
    internal async Task VerifyAsync_ManySuccessesAtOneNumber_PushNothingOutOfTheRowAtAnother()
    {
        var limit = new WrongCodeLimit(new Allowance("guesses", new AllowanceRule(2, TimeSpan.FromHours(1))), maxConsecutive: 4);
        await WrongAsync("other", limit);
        await WrongAsync("other", limit);
        for (var i = 0; i < 20; i++)
        {
            Advance(TimeSpan.FromHours(1));
            await WrongAsync("own", limit);
            await RightAsync("own", limit);
        }

        Advance(TimeSpan.FromHours(1));
        await WrongAsync("other", limit);
        await WrongAsync("other", limit);

        var locked = await BeginAsync(kind: Confirm, guesses: limit);
        Assert.Equal(ChallengeStatus.LockedOut, locked.Status);
        Assert.Null(locked.RetryAfter);
    }

    [Rule]
    internal async Task VerifyAsync_Right_LeavesNoTrace()
    {
        var one = new WrongCodeLimit(new Allowance("guesses", new AllowanceRule(1, TimeSpan.FromHours(1))), maxConsecutive: 1);
        for (var i = 0; i < 5; i++)
        {
            await BeginAsync(nonce: (UInt128)i + 1, verifier: 70, guesses: one);
            Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, guesses: one)).Status);
            await RightAsync("own", one);
        }
    }

    [Rule]
    internal async Task VerifyAsync_RowThatLapses_IsOpenAgainAsSoonAsEnoughHaveLapsed()
    {
        for (var i = 0; i < 5; i++)
        {
            await WrongAsync("own", FiveInARowFor90Days);
            Advance(TimeSpan.FromDays(10));
        }

        for (var i = 0; i < 5; i++)
        {
            // Fifty days after the first: as ever, each lapses ten days after the one before.
            var wait = TimeSpan.FromDays(i is 0 ? 40 : 10);
            Assert.Equal(wait, (await BeginAsync(kind: Confirm, guesses: FiveInARowFor90Days)).RetryAfter);
            Assert.Equal(
                wait, (await VerifyAsync(70, purpose: "own", kind: Confirm, number: "own", guesses: FiveInARowFor90Days)).RetryAfter);
            Advance(wait - TimeSpan.FromMilliseconds(1));
            Assert.Equal(ChallengeStatus.LockedOut, (await BeginAsync(kind: Confirm, guesses: FiveInARowFor90Days)).Status);
            Advance(TimeSpan.FromMilliseconds(1));
            await WrongAsync("own", FiveInARowFor90Days);
        }
    }

    [Rule]
    internal async Task VerifyAsync_RowThatLapses_WaitsForTheLongerOfRowAndWindow()
    {
        var limit = new WrongCodeLimit(
            new Allowance("guesses", new AllowanceRule(2, TimeSpan.FromDays(2))), maxConsecutive: 2, forgetAfter: TimeSpan.FromDays(1));
        await WrongAsync("own", limit);
        Advance(TimeSpan.FromHours(1));
        await WrongAsync("own", limit);

        Assert.Equal(TimeSpan.FromHours(47), (await BeginAsync(kind: Confirm, guesses: limit)).RetryAfter);
    }

    [Rule]
    internal async Task VerifyAsync_MonthsCap_CountsAcrossSuccesses()
    {
        var month = new WrongCodeLimit(new Allowance("guesses", new AllowanceRule(6, TimeSpan.FromDays(30))), maxConsecutive: 50);
        for (var day = 0; day < 6; day++)
        {
            await WrongAsync(1, month);
            if (day < 5)
            {
                await BeginAsync(nonce: (UInt128)day + 1, verifier: 70, binding: 2, guesses: month);
                Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, guesses: month)).Status);
            }

            Advance(TimeSpan.FromDays(1));
        }

        var locked = await BeginAsync(guesses: month);
        Assert.Equal((ChallengeStatus.LockedOut, TimeSpan.FromDays(24)), (locked.Status, locked.RetryAfter));
        Advance(TimeSpan.FromDays(24) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.LockedOut, (await BeginAsync(guesses: month)).Status);
        Advance(TimeSpan.FromMilliseconds(1));
        await WrongAsync(1, month);
        Assert.Equal(TimeSpan.FromDays(1), (await BeginAsync(guesses: month)).RetryAfter);
    }

    [Rule]
    internal async Task VerifyAsync_LongestWindow_HoldsToTheMillisecond()
    {
        var quarter = new WrongCodeLimit(new Allowance("guesses", new AllowanceRule(1, Allowance.MaxWindow)), maxConsecutive: 50);
        await WrongAsync(1, quarter);
        await RightElsewhereAsync();

        var wrapped = TimeSpan.FromMilliseconds(1L << 32);
        Advance(wrapped);
        Assert.Equal(Allowance.MaxWindow - wrapped, (await BeginAsync(guesses: quarter)).RetryAfter);
        Advance(Allowance.MaxWindow - wrapped - TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromMilliseconds(1), (await BeginAsync(guesses: quarter)).RetryAfter);
        Advance(TimeSpan.FromMilliseconds(1));
        await WrongAsync(1, quarter);

        // Whatever other users and kinds of purpose do meanwhile.
        async Task RightElsewhereAsync()
        {
            await BeginAsync(verifier: 70, user: $"another than {User}");
            Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, user: $"another than {User}")).Status);
        }
    }

    [Rule]
    internal async Task UnlockAsync_Locked_ClearsRowAndWindowsOfOnePurposeKindOnly()
    {
        var limit = new WrongCodeLimit(new Allowance("guesses", new AllowanceRule(5, TimeSpan.FromHours(1))), maxConsecutive: 5);
        var kinds = new[] { VoiceCodePurposeKind.LogIn, VoiceCodePurposeKind.ResetPassword };
        foreach (var kind in kinds)
        {
            await BeginAsync(kind: kind, guesses: limit);
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(1, kind: kind, guesses: limit)).Status);
            }

            Assert.Equal(ChallengeStatus.LockedOut, (await BeginAsync(kind: kind, guesses: limit)).Status);
        }

        Assert.True(await Store.UnlockAsync(new("", User), VoiceCodePurposeKind.LogIn, Stop));

        // Neither the row nor the window counts on.
        await WrongAsync(4, limit);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(guesses: limit)).Status);
        Assert.Equal(
            ChallengeStatus.LockedOut, (await BeginAsync(kind: VoiceCodePurposeKind.ResetPassword, guesses: limit)).Status);
    }

    [Rule]
    internal async Task UnlockAsync_AfterASuccess_ClearsTheWindowsToo()
    {
        var limit = new WrongCodeLimit(new Allowance("guesses", new AllowanceRule(5, TimeSpan.FromHours(1))), maxConsecutive: 50);
        await WrongAsync(4, limit);
        await BeginAsync(verifier: 70, binding: 2, guesses: limit);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, guesses: limit)).Status);

        Assert.True(await Store.UnlockAsync(new("", User), VoiceCodePurposeKind.LogIn, Stop));

        await WrongAsync(4, limit);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(guesses: limit)).Status);
    }

    // With as many codes as that takes.
    private async Task WrongAsync(int times, WrongCodeLimit guesses)
    {
        for (var i = 0; i < times; i++)
        {
            var grant = await BeginAsync(nonce: (UInt128)i + 1000, guesses: guesses);
            Assert.Equal(ChallengeStatus.Granted, grant.Status);
            Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(1, guesses: guesses)).Status);
        }
    }

    private async Task WrongAsync(string number, WrongCodeLimit guesses)
    {
        await BeginAsync(purpose: number, kind: Confirm, guesses: guesses);
        Assert.Equal(
            ChallengeStatus.Wrong,
            (await VerifyAsync(1, purpose: number, kind: Confirm, number: number, guesses: guesses)).Status);
    }

    private async Task RightAsync(string number, WrongCodeLimit guesses)
    {
        var purpose = $"{number}, right";
        await BeginAsync(verifier: 70, purpose: purpose, kind: Confirm, guesses: guesses);
        Assert.Equal(
            ChallengeStatus.Verified,
            (await VerifyAsync(70, purpose: purpose, kind: Confirm, number: number, guesses: guesses)).Status);
    }
}
