using System.Net;

namespace Ytx.Identity.Tests.Limits;

public sealed class VoiceCodeLimitsTests
{
    private const string Number = "+8613911281234";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 4, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1%3", "fe80::2%4", true)]
    public void SubjectOf_Addresses_CountIPv6ByItsNetwork(string one, string other, bool same) => Assert.Equal(
        same,
        VoiceCodeLimits.SubjectOf(IPAddress.Parse(one)) == VoiceCodeLimits.SubjectOf(IPAddress.Parse(other)));

    [Fact]
    public void ClaimsFor_Owner_TakesFromTheOwnersPool() => Assert.Equal(
        ["client-address", "number-cool-down", "number-owner", "user", "user-numbers"],
        Names(new VoiceCodeOptions(), isOwner: true));

    [Fact]
    public void ClaimsFor_Others_TakeFromTheirsAndFromThePrefix() => Assert.Equal(
        ["client-address", "number-cool-down", "number-others", "number-prefix", "user", "user-numbers"],
        Names(new VoiceCodeOptions(), isOwner: false));

    [Fact]
    public void ClaimsFor_Budget_TakesFromTheApplication() =>
        Assert.Contains("application", Names(new VoiceCodeOptions { DailyBudget = 5 }, isOwner: true));

    [Fact]
    public void ClaimsFor_NoRequest_LeavesTheAddressOut()
    {
        var claims = new VoiceCodeLimits(new VoiceCodeOptions()).ClaimsFor(Number, true, "user", null, Noon);

        Assert.DoesNotContain(claims, claim => claim.Allowance.Name is "client-address");
        Assert.Equal(4, claims.Length);
    }

    [Theory]
    [InlineData("13:59:59", false, 0)]
    [InlineData("14:00:00", true, 600)]
    [InlineData("23:59:00", true, 1)]
    [InlineData("00:00:00", false, 0)]
    public void ClaimsFor_StrictPresetAtNight_TakesFromTheNightUntilItEnds(string utc, bool night, int minutesLeft)
    {
        var limits = new VoiceCodeLimits(new VoiceCodeOptions { Preset = VoiceCodePreset.MainlandChinaStrict });
        var now = Noon.Date + TimeSpan.Parse(utc);

        var claims = limits.ClaimsFor(Number, true, "user", null, new DateTimeOffset(now, TimeSpan.Zero));

        var claim = claims.SingleOrDefault(claim => claim.Allowance.Name is "number-owner-night");
        Assert.Equal(night, claim.Allowance is not null);
        Assert.Equal(TimeSpan.FromMinutes(minutesLeft), claim.LapsesIn);
    }

    [Fact]
    public void Defaults_EveryOne_IsTheDocumentedOne()
    {
        var ordinary = LimitDefaults.Of(VoiceCodePreset.Default);
        var strict = LimitDefaults.Of(VoiceCodePreset.MainlandChinaStrict);

        Assert.Equal("3 in 10m, 5 in 1h, 10 in 24h", ordinary.NumberOwner.ToString());
        Assert.Equal("3 in 1h, 5 in 24h", ordinary.NumberOthers.ToString());
        Assert.Null(ordinary.NumberAtNight);
        Assert.Equal("2 in 10m, 3 in 24h", strict.NumberOwner.ToString());
        Assert.Equal("2 in 10m, 3 in 24h", strict.NumberOthers.ToString());
        Assert.Equal(1, strict.NumberAtNight);
        Assert.Equal("10 in 24h", LimitDefaults.User.ToString());
        Assert.Equal("3 in 24h", LimitDefaults.UserNumbers.ToString());
        Assert.Equal("10 in 1h", LimitDefaults.Prefix.ToString());
        Assert.Equal("10 in 1h", LimitDefaults.ClientAddress.ToString());
        Assert.Equal("10 in 1h pause 10m, 20 in 24h", LimitDefaults.WrongCodes.ToString());
        Assert.Equal([50, 20, 20, 10], LimitDefaults.MaxConsecutiveWrong);
    }

    private static IEnumerable<string> Names(VoiceCodeOptions options, bool isOwner) =>
        new VoiceCodeLimits(options).ClaimsFor(Number, isOwner, "user", IPAddress.Loopback, Noon)
            .Select(claim => claim.Allowance.Name).Order(StringComparer.Ordinal);
}
