using Ytx.Identity.Hooks;
using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Hooks;

public sealed class ConfiguredDestinationPolicyTests
{
    [Theory]
    [InlineData("13911281234", true)]
    [InlineData("010-85485069", true)]
    [InlineData("4008123123", false)]
    [InlineData("8008123123", false)]
    [InlineData("010-95588", false)]
    [InlineData("0755-96110", false)]
    [InlineData("13491234567", false)]
    [InlineData("17400123456", false)]
    [InlineData("+19005551234", false)]
    [InlineData("+12125551234", false)]
    [InlineData("+85221234567", false)]
    [InlineData("+8821612345678", false)]
    [InlineData("+881612345678", false)]
    [InlineData("+442071234567", false)]
    [InlineData("+447700900123", false)]
    [InlineData("+979123456789", false)]
    public void Allows_Default_IsMainlandMobilesAndLandlines(string number, bool expected) =>
        Assert.Equal(expected, PhoneNumber.TryParse(number, out var parsed, out _) && Allows(parsed));

    [Theory]
    [InlineData("95588")]
    [InlineData("110")]
    [InlineData("12345")]
    public void TryParse_ShortNumber_IsNone(string number) => Assert.False(PhoneNumber.TryParse(number, out _, out _));

    [Fact]
    public void Allows_NamedRegionAndKind_OnlyThose()
    {
        var hongKong = new Dictionary<string, PhoneNumberKind[]> { ["HK"] = [PhoneNumberKind.Mobile], ["US"] = [PhoneNumberKind.Mobile] };

        Assert.True(Allows("+85251234567", options => options.Destinations.Allowed = hongKong));
        Assert.False(Allows("+85221234567", options => options.Destinations.Allowed = hongKong));
        Assert.False(Allows("13911281234", options => options.Destinations.Allowed = hongKong));
        Assert.True(Allows("+12125551234", options => options.Destinations.Allowed = hongKong));
    }

    [Fact]
    public void Allows_BlockedPrefix_IsRefused()
    {
        Assert.False(Allows("17012345678", options => options.Destinations.BlockedPrefixes = ["+86170"]));
        Assert.True(Allows("13911281234", options => options.Destinations.BlockedPrefixes = ["+86170"]));
    }

    private static bool Allows(string number, Action<VoiceCodeOptions> configure) => Allows(PhoneNumber.Parse(number), configure);

    private static bool Allows(PhoneNumber number, Action<VoiceCodeOptions>? configure = null)
    {
        var options = new VoiceCodeOptions();
        configure?.Invoke(options);
        return new ConfiguredDestinationPolicy(new VoiceCodeLimits(options)).Allows(new DestinationContext { Number = number });
    }
}
