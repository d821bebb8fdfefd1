using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <content>Allowances of more calls than a store keeps the times of.</content>
public abstract partial class VoiceCodeStoreContract
{
    [Rule]
    internal async Task BeginAsync_LargeCount_GrantsNoMoreThanTheRuleAndComesBackABucketLateAtMost()
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

    [Rule]
    internal async Task AbandonAsync_LargeCount_GivesBack()
    {
        var claims = Claims(new Allowance("large", new AllowanceRule(101, TimeSpan.FromMinutes(1))));
        var request = Request(nonce: 7, claims: claims);
        var grant = await Store.BeginAsync(request, Stop);
        Advance(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);
        }

        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: claims)).Status);
        await Store.AbandonAsync(request, grant, Stop);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: claims)).Status);
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(claims: claims)).Status);
    }

    [Rule]
    internal async Task BeginAsync_LargeCountOfOneDenied_TakesFromNeither()
    {
        var large = new Allowance("large", new AllowanceRule(101, TimeSpan.FromMinutes(1)));
        await BeginAsync(claims: Claims(OnePerMinute));
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal("test", (await BeginAsync(claims: Claims(large, OnePerMinute))).DeniedBy);
        }

        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(claims: Claims(large))).Status);
    }
}
