using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Options;

public sealed class VoiceCodeOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_Hold() => Assert.True(Validate(_ => { }).Succeeded);

    public static TheoryData<string, Action<VoiceCodeOptions>> Bad => new()
    {
        { "Ytx:Codes:Length", options => options.Codes.Length = 5 },
        { "Ytx:Codes:Length", options => options.Codes.Length = 11 },
        { "Ytx:Codes:Lifetime", options => options.Codes.Lifetime = TimeSpan.FromMinutes(10.1) },
        { "Ytx:Codes:Lifetime", options => options.Codes.Lifetime = TimeSpan.Zero },
        { "Ytx:Codes:TriesPerCode", options => options.Codes.TriesPerCode = 0 },
        { "Ytx:Codes:OnRepeat", options => options.Codes.OnRepeat = (OnRepeat)7 },
        { "Ytx:Codes:RenewBelow", options => options.Codes.RenewBelow = TimeSpan.FromMinutes(5) },
        { "Ytx:Limits:CoolDown", options => options.Limits.CoolDown = TimeSpan.FromMinutes(6) },
        { "Ytx:Limits:CoolDown", options => options.Limits.CoolDown = TimeSpan.Zero },
        { "Ytx:Limits:CoolDown", options => options.Limits.CoolDown = TimeSpan.FromSeconds(29) },
        { "Ytx:Limits:Preset", options => options.Limits.Preset = (LimitPreset)9 },
        { "Ytx:Limits:NumberOwner", options => options.Limits.NumberOwner = AllowanceRules.Parse("0 in 10m") },
        { "Ytx:Limits:NumberOthers", options => options.Limits.NumberOthers = AllowanceRules.Parse("5 in 24h, 3 in 1h") },
        { "Ytx:Limits:User", options => options.Limits.User = AllowanceRules.Parse("5 in 1h, 5 in 24h") },
        { "Ytx:Limits:Number", options => options.Limits.Number = AllowanceRules.Parse("101 in 24h") },
        { "Ytx:Limits:UserNumbers", options => options.Limits.UserNumbers = AllowanceRules.Parse("3 in 91d") },
        { "Ytx:Limits:Prefix", options => options.Limits.Prefix = AllowanceRules.Parse("101 in 1h") },
        { "Ytx:Limits:ClientAddress", options => options.Limits.ClientAddress = AllowanceRules.Parse("1 in 0s") },
        { "Ytx:Limits:WrongCodes", options => options.Limits.WrongCodes = AllowanceRules.Parse("10 in 1h pause 2h") },
        { "Ytx:Limits:WrongCodes", options => options.Limits.WrongCodes = new AllowanceRules() },
        { "Ytx:Night:Calls", options => options.Night.Calls = 0 },
        { "Ytx:Night:To", options => options.Night.To = options.Night.From },
        { "Ytx:Night:UtcOffset", options => options.Night.UtcOffset = TimeSpan.FromHours(15) },
        { "Ytx:Limits:DailyBudget", options => options.Limits.DailyBudget = 0 },
        { "Ytx:Store:MaxWaitingCodes", options => options.Store.MaxWaitingCodes = 0 },
        { "Ytx:Destinations:Allowed", options => options.Destinations.Allowed = new() { ["CN"] = [] } },
        { "Ytx:Destinations:Allowed", options => options.Destinations.Allowed = new() { ["cn"] = [PhoneNumberKind.Mobile] } },
        { "Ytx:Destinations:BlockedPrefixes", options => options.Destinations.BlockedPrefixes = ["86170"] },
        { "Ytx:StepUp:Lifetime", options => options.StepUp.Lifetime = TimeSpan.FromSeconds(59) },
        { "Ytx:StepUp:Lifetime", options => options.StepUp.Lifetime = TimeSpan.FromSeconds(901) },
        { "Ytx:StepUp:Path", options => options.StepUp.Path = "" },
        { "Ytx:StepUp:Path", options => options.StepUp.Path = "StepUp" },
        { "Ytx:StepUp:Path", options => options.StepUp.Path = "//example.com" },
        { "Ytx:StepUp:Path", options => options.StepUp.Path = "/\\example.com" },
        { "Ytx:StepUp:Path", options => options.StepUp.Path = "/StepUp?a" },
        { "Ytx:Codes:TestNumbers:0:Number", options => options.Codes.TestNumbers = [Test(number: "110")] },
        { "Ytx:Codes:TestNumbers:0:Code", options => options.Codes.TestNumbers = [Test(code: "12345")] },
        { "Ytx:Codes:TestNumbers:0:Until", options => options.Codes.TestNumbers = [Test(dated: false)] },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Validate_OutOfRange_NamesTheKey(string key, Action<VoiceCodeOptions> change) =>
        Assert.Contains(Validate(change).Failures ?? [], failure => failure.StartsWith(key, StringComparison.Ordinal));

    [Fact]
    public void Validate_WindowsUpToNinetyDays_Hold()
    {
        Assert.True(Validate(options => options.Limits.WrongCodes = AllowanceRules.Parse("10 in 1h, 60 in 90d")).Succeeded);
        Assert.Contains(
            "between 1s and 90d",
            Validate(options => options.Limits.WrongCodes = AllowanceRules.Parse("60 in 91d")).FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(0, false, false)]
    [InlineData(1, true, false)]
    [InlineData(-1, true, false)]
    [InlineData(30, false, true)]
    public void Validate_CoolDown_IsZeroInDevelopmentOnly(int seconds, bool isDevelopment, bool holds)
    {
        var options = new VoiceCodeOptions { Limits = { CoolDown = TimeSpan.FromSeconds(seconds) } };

        var result = new VoiceCodeOptionsValidator(isDevelopment).Validate(null, options);

        Assert.Equal(holds, result.Succeeded);
        Assert.Equal(!holds, result.FailureMessage?.Contains(
            "Ytx:Limits:CoolDown must be 00:00:30 or more; 00:00:00", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Validate_TestNumberTwice_NamesTheKey() => Assert.Contains(
        "Ytx:Codes:TestNumbers:1:Number",
        Validate(options => options.Codes.TestNumbers = [Test(), Test(number: "+86 139 1128 1234")]).FailureMessage,
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
