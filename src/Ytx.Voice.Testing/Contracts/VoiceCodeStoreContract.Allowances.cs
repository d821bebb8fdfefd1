using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <content>What is counted, for whom, and how long.</content>
public abstract partial class VoiceCodeStoreContract
{
    private static readonly Allowance CoolDown = new("cool-down", new AllowanceRule(1, TimeSpan.FromMinutes(1)))
    {
        Per = AllowanceSubject.User,
        Counting = AllowanceCounting.CallsToEachItem,
        EndsOnSuccess = true,
    };

    [Rule]
    internal async Task BeginAsync_CallsToEachItem_CountsThemApart()
    {
        var each = new Allowance("each", new AllowanceRule(2, TimeSpan.FromMinutes(1)))
        {
            Per = AllowanceSubject.User,
            Counting = AllowanceCounting.CallsToEachItem,
        };
        await GrantedAsync(each, User, "one", times: 1);
        Advance(TimeSpan.FromSeconds(10));
        await GrantedAsync(each, User, "one", times: 1);
        await GrantedAsync(each, User, "two", times: 2);
        await GrantedAsync(each, $"another than {User}", "one", times: 2);

        var denied = await BeginAsync(each, User, "one");

        Assert.Equal((ChallengeStatus.Denied, "each", TimeSpan.FromSeconds(50)), (denied.Status, denied.DeniedBy, denied.RetryAfter));
        Advance(TimeSpan.FromSeconds(50) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(each, User, "one")).Status);
        Advance(TimeSpan.FromMilliseconds(1));
        await GrantedAsync(each, User, "one", times: 1);
        Assert.Equal(TimeSpan.FromSeconds(10), (await BeginAsync(each, User, "two")).RetryAfter);
    }

    [Rule]
    internal async Task BeginAsync_DifferentItems_CountsAnItemOnceAndByItsLastCall()
    {
        var different = new Allowance("different", new AllowanceRule(2, TimeSpan.FromMinutes(1)))
        {
            Counting = AllowanceCounting.DifferentItems,
        };
        await GrantedAsync(different, User, "one", times: 1);
        Advance(TimeSpan.FromSeconds(10));
        await GrantedAsync(different, User, "two", times: 3);
        Advance(TimeSpan.FromSeconds(10));
        await GrantedAsync(different, User, "one", times: 3);

        Assert.Equal(TimeSpan.FromSeconds(50), (await BeginAsync(different, User, "three")).RetryAfter);
        Advance(TimeSpan.FromSeconds(50) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(different, User, "three")).Status);
        Advance(TimeSpan.FromMilliseconds(1));
        await GrantedAsync(different, User, "three", times: 1);
        Assert.Equal(TimeSpan.FromSeconds(10), (await BeginAsync(different, User, "four")).RetryAfter);
    }

    [Rule]
    internal async Task BeginAsync_SameTextOfTwoKinds_IsTwoSubjects()
    {
        AllowanceClaim[] claims = [.. Enum.GetValues<AllowanceSubject>().Select(kind => new AllowanceClaim(
            new Allowance("kind", new AllowanceRule(2, TimeSpan.FromMinutes(1))) { Per = kind }, $"13911281234 of {User}"))];

        // One of each at once, and then one of each by itself.
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);
        foreach (var claim in claims)
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: [claim])).Status);
            Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: [claim])).Status);
        }
    }

    [Rule]
    internal async Task BeginAsync_LongestWindow_HoldsToTheMillisecond()
    {
        // Longer than 32 bits of milliseconds.
        var quarter = new Allowance("quarter", new AllowanceRule(1, Allowance.MaxWindow));
        await GrantedAsync(quarter, User, item: null, times: 1);
        Assert.Equal(Allowance.MaxWindow, (await BeginAsync(quarter, User, item: null)).RetryAfter);

        var wrapped = TimeSpan.FromMilliseconds(1L << 32);
        Advance(wrapped);
        Assert.Equal(Allowance.MaxWindow - wrapped, (await BeginAsync(quarter, User, item: null)).RetryAfter);
        Advance(Allowance.MaxWindow - wrapped - TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromMilliseconds(1), (await BeginAsync(quarter, User, item: null)).RetryAfter);
        Advance(TimeSpan.FromMilliseconds(1));
        await GrantedAsync(quarter, User, item: null, times: 1);
    }

    [Rule]
    internal async Task BeginAsync_SubjectsThatDifferInLoneSurrogatesOnly_DoNotMeet()
    {
        await GrantedAsync(OnePerMinute, $"\ud800 of {User}", item: null, times: 1);
        await GrantedAsync(OnePerMinute, $"\ud801 of {User}", item: null, times: 1);
        await BeginAsync(verifier: 70, purpose: "\ud800");
        await BeginAsync(verifier: 70, user: $"{User}\udc00");

        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70, purpose: "\ud801")).Status);
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70, purpose: "\ufffd")).Status);
        Assert.Equal(ChallengeStatus.Missing, (await VerifyAsync(70, user: $"{User}\udc01")).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, purpose: "\ud800")).Status);
    }

    [Rule]
    internal async Task VerifyAsync_Right_EndsWhatItsCallsTookAndNothingElse()
    {
        var other = $"another than {User}";
        await CallAsync("one", "log in");
        await CallAsync("two", "confirm");
        await CallAsync("one", "log in", other);

        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(71, purpose: "log in")).Status);
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(CoolDown, User, "one")).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, purpose: "log in")).Status);

        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(CoolDown, User, "two")).Status);
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(CoolDown, other, "one")).Status);
        await GrantedAsync(CoolDown, User, "one", times: 1);
        Assert.Equal(TimeSpan.FromMinutes(1), (await BeginAsync(CoolDown, User, "one")).RetryAfter);
    }

    [Rule]
    internal async Task VerifyAsync_RightAfterASecondCall_EndsWhatThatTook()
    {
        await BeginAsync(nonce: 7, verifier: 70, purpose: "log in");
        Assert.Equal((UInt128)7, (await CallAsync("one", "log in")).Nonce);

        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, purpose: "log in")).Status);

        await GrantedAsync(CoolDown, User, "one", times: 1);
    }

    [Rule]
    internal async Task VerifyAsync_RightAfterASecondCallThatTookNothing_EndsWhatTheFirstTook()
    {
        await CallAsync("one", "log in");
        await BeginAsync(nonce: 99, purpose: "log in");

        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, purpose: "log in")).Status);

        await GrantedAsync(CoolDown, User, "one", times: 1);
    }

    [Rule]
    internal async Task VerifyAsync_RightOfACallThatTookNothing_EndsNothing()
    {
        await CallAsync("one", "log in");
        await BeginAsync(verifier: 70, purpose: "confirm");

        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70, purpose: "confirm")).Status);

        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(CoolDown, User, "one")).Status);
    }

    [Rule]
    internal async Task VerifyAsync_Right_EndsNothingOfOtherAllowances()
    {
        var stays = new Allowance("stays", CoolDown.Rules)
        {
            Per = AllowanceSubject.User,
            Counting = AllowanceCounting.CallsToEachItem,
        };
        await BeginAsync(
            verifier: 70,
            claims: [new(CoolDown, User) { Item = "one" }, new(stays, User) { Item = "one" }, .. Claims(OnePerMinute)]);

        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(70)).Status);

        await GrantedAsync(CoolDown, User, "one", times: 1);
        Assert.Equal("stays", (await BeginAsync(stays, User, "one")).DeniedBy);
        Assert.Equal("test", (await BeginAsync(claims: Claims(OnePerMinute))).DeniedBy);
    }

    private async Task<ChallengeGrant> CallAsync(string number, string purpose, string? user = null)
    {
        var grant = await BeginAsync(
            verifier: 70, purpose: purpose, user: user, claims: [new(CoolDown, user ?? User) { Item = number }]);
        Assert.Equal(ChallengeStatus.Granted, grant.Status);
        return grant;
    }

    private async Task GrantedAsync(Allowance allowance, string subject, string? item, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(allowance, subject, item)).Status);
        }
    }

    private Task<ChallengeGrant> BeginAsync(Allowance allowance, string subject, string? item) =>
        BeginAsync(purpose: "counting", claims: [new(allowance, subject) { Item = item }]);
}
