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
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Validate_OutOfRange_NamesTheKey(string key, Action<VoiceCodeOptions> change) =>
        Assert.Contains(Validate(change).Failures ?? [], failure => failure.StartsWith(key, StringComparison.Ordinal));

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(Action<VoiceCodeOptions> change)
    {
        var options = new VoiceCodeOptions();
        change(options);
        return new VoiceCodeOptionsValidator().Validate(null, options);
    }
}
