using Ytx.Voice;

namespace Ytx.Identity.Tests.Codes;

public sealed class VoiceCodeOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_Hold() => Assert.True(Validate(_ => { }).Succeeded);

    public static TheoryData<string, Action<VoiceCodeOptions>> Bad => new()
    {
        { "Ytx:Codes:Length", options => options.Length = 5 },
        { "Ytx:Codes:Length", options => options.Length = 11 },
        { "Ytx:Codes:Lifetime", options => options.Lifetime = TimeSpan.FromMinutes(10.1) },
        { "Ytx:Codes:Lifetime", options => options.Lifetime = TimeSpan.Zero },
        { "Ytx:Codes:TriesPerCode", options => options.TriesPerCode = 0 },
        { "Ytx:Codes:OnRepeat", options => options.OnRepeat = (OnRepeat)7 },
        { "Ytx:Codes:RenewBelow", options => options.RenewBelow = TimeSpan.FromMinutes(5) },
        { "Ytx:Codes:CoolDown", options => options.CoolDown = TimeSpan.FromMinutes(6) },
        { "Ytx:Codes:CoolDown", options => options.CoolDown = TimeSpan.Zero },
        { "Ytx:Codes:CoolDown", options => options.CoolDown = TimeSpan.FromSeconds(29) },
        { "Ytx:Codes:Preset", options => options.Preset = (VoiceCodePreset)9 },
        { "Ytx:Codes:NumberOwner", options => options.NumberOwner = AllowanceRules.Parse("0 in 10m") },
        { "Ytx:Codes:NumberOthers", options => options.NumberOthers = AllowanceRules.Parse("5 in 24h, 3 in 1h") },
        { "Ytx:Codes:User", options => options.User = AllowanceRules.Parse("5 in 1h, 5 in 24h") },
        { "Ytx:Codes:Number", options => options.Number = AllowanceRules.Parse("101 in 24h") },
        { "Ytx:Codes:UserNumbers", options => options.UserNumbers = AllowanceRules.Parse("3 in 91d") },
        { "Ytx:Codes:Prefix", options => options.Prefix = AllowanceRules.Parse("101 in 1h") },
        { "Ytx:Codes:ClientAddress", options => options.ClientAddress = AllowanceRules.Parse("1 in 0s") },
        { "Ytx:Codes:WrongCodes", options => options.WrongCodes = AllowanceRules.Parse("10 in 1h pause 2h") },
        { "Ytx:Codes:WrongCodes", options => options.WrongCodes = new AllowanceRules() },
        { "Ytx:Codes:NumberAtNight", options => options.NumberAtNight = 0 },
        { "Ytx:Codes:NightTo", options => options.NightTo = options.NightFrom },
        { "Ytx:Codes:NightUtcOffset", options => options.NightUtcOffset = TimeSpan.FromHours(15) },
        { "Ytx:Codes:DailyBudget", options => options.DailyBudget = 0 },
        { "Ytx:Codes:MaxWaitingCodes", options => options.MaxWaitingCodes = 0 },
        { "Ytx:Codes:Destinations", options => options.Destinations = new() { ["CN"] = [] } },
        { "Ytx:Codes:Destinations", options => options.Destinations = new() { ["cn"] = [PhoneNumberKind.Mobile] } },
        { "Ytx:Codes:BlockedPrefixes", options => options.BlockedPrefixes = ["86170"] },
        { "Ytx:Codes:TestNumbers:0:Number", options => options.TestNumbers = [Test(number: "110")] },
        { "Ytx:Codes:TestNumbers:0:Code", options => options.TestNumbers = [Test(code: "12345")] },
        { "Ytx:Codes:TestNumbers:0:Until", options => options.TestNumbers = [Test(dated: false)] },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Validate_OutOfRange_NamesTheKey(string key, Action<VoiceCodeOptions> change) =>
        Assert.Contains(Validate(change).Failures ?? [], failure => failure.StartsWith(key, StringComparison.Ordinal));

    [Fact]
    public void Validate_WindowsUpToNinetyDays_Hold()
    {
        Assert.True(Validate(options => options.WrongCodes = AllowanceRules.Parse("10 in 1h, 60 in 90d")).Succeeded);
        Assert.Contains(
            "between 1s and 90d",
            Validate(options => options.WrongCodes = AllowanceRules.Parse("60 in 91d")).FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(0, false, false)]
    [InlineData(1, true, false)]
    [InlineData(-1, true, false)]
    [InlineData(30, false, true)]
    public void Validate_CoolDown_IsZeroInDevelopmentOnly(int seconds, bool isDevelopment, bool holds)
    {
        var options = new VoiceCodeOptions { CoolDown = TimeSpan.FromSeconds(seconds) };

        var result = new VoiceCodeOptionsValidator(isDevelopment).Validate(null, options);

        Assert.Equal(holds, result.Succeeded);
        Assert.Equal(!holds, result.FailureMessage?.Contains(
            "Ytx:Codes:CoolDown must be 00:00:30 or more; 00:00:00", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Validate_TestNumberTwice_NamesTheKey() => Assert.Contains(
        "Ytx:Codes:TestNumbers:1:Number",
        Validate(options => options.TestNumbers = [Test(), Test(number: "+86 139 1128 1234")]).FailureMessage,
        StringComparison.Ordinal);

    private static TestNumber Test(string number = "13911281234", string code = "314159", bool dated = true) =>
        new() { Number = number, Code = code, Until = dated ? DateTimeOffset.UnixEpoch : null };

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(Action<VoiceCodeOptions> change)
    {
        var options = new VoiceCodeOptions();
        change(options);
        return new VoiceCodeOptionsValidator(isDevelopment: false).Validate(null, options);
    }
}
