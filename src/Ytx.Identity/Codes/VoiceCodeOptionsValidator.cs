using System.Globalization;
using Microsoft.Extensions.Options;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>Names every wrong key as it is written in configuration, and what to put there.</summary>
/// <param name="isDevelopment">Whether calls may follow each other without a cool-down.</param>
internal sealed class VoiceCodeOptionsValidator(bool isDevelopment) : IValidateOptions<VoiceCodeOptions>
{
    private const string Section = VoiceCodeOptions.SectionName;

    public ValidateOptionsResult Validate(string? name, VoiceCodeOptions options)
    {
        var failures = new List<string>();
        CheckLife(options, failures);
        CheckRules("NumberOwner", options.NumberOwner);
        CheckRules("NumberOthers", options.NumberOthers);
        CheckRules("Number", options.Number);
        CheckRules("User", options.User);
        CheckRules("UserNumbers", options.UserNumbers);
        CheckRules("Prefix", options.Prefix);
        CheckRules("ClientAddress", options.ClientAddress);
        CheckRules("WrongCodes", options.WrongCodes);
        Check(options.NumberAtNight is null or >= 1 and <= Allowance.MaxExactCount,
            "NumberAtNight", $"must be 1 to {Allowance.MaxExactCount}, or be left out");
        Check(options.NightFrom != options.NightTo, "NightTo", "must differ from NightFrom");
        Check(options.NightUtcOffset.Duration() <= TimeSpan.FromHours(14) && options.NightUtcOffset.Ticks % TimeSpan.TicksPerMinute is 0,
            "NightUtcOffset", "must be between -14:00 and 14:00, in whole minutes");
        Check(options.DailyBudget is null or >= 1, "DailyBudget", "must be 1 or more, or be left out");
        Check(options.MaxWaitingCodes is >= 1_000 and <= 100_000_000, "MaxWaitingCodes", "must be 1,000 to 100,000,000");
        Check(PhoneNumber.IsRegion(options.DefaultRegion),
            "DefaultRegion", "must be a region with phone numbers in two capital letters, such as CN (ISO 3166-1)");
        Check(options.Destinations?.Keys.All(region => region is "001" || (region.Length is 2 && region.All(char.IsAsciiLetterUpper))) ?? true,
            "Destinations", "must be named by regions in two capital letters, such as CN (ISO 3166-1)");
        Check(options.Destinations?.Values.All(kinds => kinds is { Length: > 0 } && kinds.All(Enum.IsDefined)) ?? true,
            "Destinations", "must name kinds of number for each region, such as Mobile and FixedLine");
        Check(options.BlockedPrefixes?.All(prefix => prefix is ['+', _, ..] && prefix.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0) ?? true,
            "BlockedPrefixes", "must hold beginnings of numbers such as +86170");
        Check(options.StoreKey is null || IsKey(options.StoreKey),
            "StoreKey", "must be 32 bytes or more in Base64. Make one with: openssl rand -base64 32");
        CheckTestNumbers(options, failures);
        failures = [.. SettingsReader.All(options.Faults, failures)];
        return failures.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(bool holds, string key, string must)
        {
            if (!holds)
            {
                failures.Add($"{Section}:{key} {must}.");
            }
        }

        void CheckRules(string key, AllowanceRules? rules)
        {
            if (rules is null)
            {
                return;
            }

            Check(rules.Count > 0, key, "must have a rule, such as 3 in 10m");
            Check(rules.All(rule => rule.Count is >= 1 and <= Allowance.MaxExactCount),
                key, $"must count from 1 to {Allowance.MaxExactCount}: 0 would end all calls");
            Check(rules.All(rule => rule.Window > TimeSpan.Zero && rule.Window <= Allowance.MaxWindow && rule.Pause <= rule.Window),
                key, "must have windows between 1s and 90d, and pauses no longer than their windows");
            Check(rules.Zip(rules.Skip(1)).All(pair => pair.First.Window < pair.Second.Window && pair.First.Count < pair.Second.Count),
                key, "is out of order: a longer window comes after a shorter one and allows more");
        }
    }

    private static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= VoiceCodeOptions.MinStoreKeyLength;
    }

    private void CheckLife(VoiceCodeOptions options, List<string> failures)
    {
        Check(Enum.IsDefined(options.Preset), "Preset must be Default or MainlandChinaStrict.");
        Check(options.Length is >= 6 and <= 10, "Length must be 6 to 10 digits.");
        Check(options.Lifetime >= TimeSpan.FromMinutes(1) && options.Lifetime <= TimeSpan.FromMinutes(10),
            "Lifetime must be between 00:01:00 and 00:10:00.");
        Check(options.TriesPerCode is >= 1 and <= 10, "TriesPerCode must be 1 to 10.");
        Check(Enum.IsDefined(options.OnRepeat), "OnRepeat must be SameCode or NewCode.");
        Check(options.RenewBelow >= TimeSpan.Zero && options.RenewBelow < options.Lifetime,
            "RenewBelow must be 00:00:00 or more and shorter than Lifetime.");
        Check(options.CoolDown >= TimeSpan.FromSeconds(30) || (isDevelopment && options.CoolDown == TimeSpan.Zero),
            "CoolDown must be 00:00:30 or more; 00:00:00, for none, is allowed in environment Development only.");
        Check(options.CoolDown <= options.Lifetime,
            "CoolDown must not be longer than Lifetime: the code would end before it can be repeated.");

        void Check(bool holds, string failure)
        {
            if (!holds)
            {
                failures.Add($"{Section}:{failure}");
            }
        }
    }

    private static void CheckTestNumbers(VoiceCodeOptions options, List<string> failures)
    {
        var seen = new HashSet<PhoneNumber>();
        for (var i = 0; i < (options.TestNumbers?.Length ?? 0); i++)
        {
            var test = options.TestNumbers![i];
            var key = string.Create(CultureInfo.InvariantCulture, $"{Section}:TestNumbers:{i}");
            if (!PhoneNumber.TryParse(test.Number, out var number, out var error, options.DefaultRegion))
            {
                failures.Add($"{key}:Number is no phone number. {PhoneNumber.Explain(error)}");
            }
            else if (!seen.Add(number))
            {
                failures.Add($"{key}:Number is named before: one number has one code.");
            }

            if (test.Code.Length != options.Length || !test.Code.All(char.IsAsciiDigit))
            {
                failures.Add($"{key}:Code must have as many digits as {Section}:Length says.");
            }

            if (test.Until is null)
            {
                failures.Add($"{key}:Until must be the date when the number ends, such as 2027-01-31: a fixed code is a back door.");
            }
        }
    }
}
