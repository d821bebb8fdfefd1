using Microsoft.Extensions.Options;

namespace Ytx.Identity;

/// <summary>Names every wrong key as it is written in configuration, and what to put there.</summary>
internal sealed class VoiceCodeOptionsValidator : IValidateOptions<VoiceCodeOptions>
{
    public ValidateOptionsResult Validate(string? name, VoiceCodeOptions options)
    {
        var failures = new List<string>();
        Check(options.Length is >= 6 and <= 10, "Ytx:Codes:Length must be 6 to 10 digits.");
        Check(options.Lifetime >= TimeSpan.FromMinutes(1) && options.Lifetime <= TimeSpan.FromMinutes(10),
            "Ytx:Codes:Lifetime must be between 00:01:00 and 00:10:00.");
        Check(options.TriesPerCode is >= 1 and <= 10, "Ytx:Codes:TriesPerCode must be 1 to 10.");
        Check(Enum.IsDefined(options.OnRepeat), "Ytx:Codes:OnRepeat must be SameCode or NewCode.");
        Check(options.RenewBelow >= TimeSpan.Zero && options.RenewBelow < options.Lifetime,
            "Ytx:Codes:RenewBelow must be 00:00:00 or more and shorter than Ytx:Codes:Lifetime.");
        Check(options.CoolDown >= TimeSpan.FromSeconds(30), "Ytx:Codes:CoolDown must be 00:00:30 or more.");
        Check(options.CoolDown <= options.Lifetime,
            "Ytx:Codes:CoolDown must not be longer than Ytx:Codes:Lifetime: the code would end before it can be repeated.");
        return failures.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(bool holds, string failure)
        {
            if (!holds)
            {
                failures.Add(failure);
            }
        }
    }
}
