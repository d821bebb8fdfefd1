using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>Names every wrong key as it is written in configuration, and what to put there.</summary>
/// <param name="isDevelopment">Whether calls may follow each other without a cool-down.</param>
internal sealed class VoiceCodeOptionsValidator(bool isDevelopment) : IValidateOptions<VoiceCodeOptions>
{
    public ValidateOptionsResult Validate(string? name, VoiceCodeOptions options)
    {
        var failures = new List<string>();
        failures.AddRange(SettingsRanges.Broken(options.Codes, "Ytx:Codes"));
        failures.AddRange(SettingsRanges.Broken(options.Limits, "Ytx:Limits"));
        failures.AddRange(SettingsRanges.Broken(options.Night, "Ytx:Night"));
        failures.AddRange(SettingsRanges.Broken(options.Store, "Ytx:Store"));
        failures.AddRange(SettingsRanges.Broken(options.CallStatus, "Ytx:CallStatus"));
        failures.AddRange(SettingsRanges.Broken(options.StepUp, "Ytx:StepUp"));
        failures.AddRange(SettingsRanges.Broken(options.PhoneSignIn, "Ytx:PhoneSignIn"));
        Check(Enum.IsDefined(options.PhoneSignIn.PhoneOnlyUntil), "PhoneSignIn:PhoneOnlyUntil", "must be Passkey, Always or OtherWay");
        CheckLife(options, Check);
        CheckLimits(options.Limits, Check);
        Check(options.Night.From != options.Night.To, "Night:To", "must be different from Ytx:Night:From");
        Check(options.Night.UtcOffset.Duration() <= TimeSpan.FromHours(14) && options.Night.UtcOffset.Ticks % TimeSpan.TicksPerMinute is 0,
            "Night:UtcOffset", "must be between -14:00 and 14:00, in whole minutes");
        CheckDestinations(options.Destinations, Check);
        Check(options.Store.Key is null || IsKey(options.Store.Key),
            "Store:Key", "must be 32 bytes or more in Base64. Make one with: openssl rand -base64 32");
        Check(options.CallStatus.Secret is not { } secret || IsSecret(secret), "CallStatus:Secret",
            $"must be {CallStatusOptions.MinSecretLength} to {CallStatusOptions.MaxSecretLength} letters, digits, - and _. "
            + "Make one with: openssl rand -hex 32");
        Check(options.CallStatus.Networks?.All(network => IPNetwork.TryParse(network, out _)) ?? true,
            "CallStatus:Networks", "must hold networks, such as 203.0.113.0/24");
        Check(IsPath(options.StepUp.Path), "StepUp:Path", "must be the path of a page of this site, such as /StepUp");
        CheckTestNumbers(options, failures);
        failures = [.. SettingsReader.All(options.Faults, failures)];
        if (failures.Count > 0)
        {
            // A developer who wrote an old key looks for that one.
            failures.AddRange(options.Moved);
        }

        return failures.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(bool holds, string key, string must)
        {
            if (!holds)
            {
                failures.Add($"Ytx:{key} {must}.");
            }
        }
    }

    private void CheckLife(VoiceCodeOptions options, Action<bool, string, string> check)
    {
        var codes = options.Codes;
        check(Enum.IsDefined(codes.OnRepeat), "Codes:OnRepeat", "must be SameCode or NewCode");
        check(codes.RenewBelow >= TimeSpan.Zero && codes.RenewBelow < codes.Lifetime,
            "Codes:RenewBelow", "must be 00:00:00 or more and shorter than Ytx:Codes:Lifetime");
        var coolDown = options.Limits.CoolDown;
        check(coolDown >= TimeSpan.FromSeconds(30) || (isDevelopment && coolDown == TimeSpan.Zero),
            "Limits:CoolDown", "must be 00:00:30 or more; 00:00:00 (no cool-down) is allowed only in environment Development");
        check(coolDown <= codes.Lifetime,
            "Limits:CoolDown", "must not be longer than Ytx:Codes:Lifetime: the code would end before it can be repeated");
    }

    private static void CheckLimits(LimitOptions limits, Action<bool, string, string> check)
    {
        check(Enum.IsDefined(limits.Preset), "Limits:Preset", "must be Default or MainlandChinaStrict");
        foreach (var property in typeof(LimitOptions).GetProperties().Where(each => each.PropertyType == typeof(AllowanceRules)))
        {
            CheckRules($"Limits:{property.Name}", (AllowanceRules?)property.GetValue(limits));
        }

        void CheckRules(string key, AllowanceRules? rules)
        {
            if (rules is null)
            {
                return;
            }

            check(rules.Count > 0, key, "must have a rule, such as 3 in 10m");
            check(rules.All(rule => rule.Count is >= 1 and <= Allowance.MaxExactCount),
                key, $"must have counts from 1 to {Allowance.MaxExactCount}; a count of 0 would forbid all {(key is "Limits:WrongCodes" ? "codes" : "calls")}");
            check(rules.All(rule => rule.Window > TimeSpan.Zero && rule.Window <= Allowance.MaxWindow && rule.Pause <= rule.Window),
                key, "must have windows between 1s and 90d, and pauses no longer than their windows");
            check(rules.Zip(rules.Skip(1)).All(pair => pair.First.Window < pair.Second.Window && pair.First.Count < pair.Second.Count),
                key, "is out of order: write short windows first; each longer window must allow more");
        }
    }

    private static void CheckDestinations(DestinationOptions destinations, Action<bool, string, string> check)
    {
        check(PhoneNumber.IsRegion(destinations.DefaultRegion),
            "Destinations:DefaultRegion", "must be a region that has phone numbers, in two capital letters (ISO 3166-1), such as CN");
        check(destinations.Allowed?.Keys.All(region => region is "001" || (region.Length is 2 && region.All(char.IsAsciiLetterUpper))) ?? true,
            "Destinations:Allowed", "must have regions as its keys, each in two capital letters (ISO 3166-1), such as CN");
        check(destinations.Allowed?.Values.All(kinds => kinds is { Length: > 0 } && kinds.All(Enum.IsDefined)) ?? true,
            "Destinations:Allowed", "must name kinds of number for each region, such as Mobile and FixedLine");
        check(destinations.BlockedPrefixes?.All(prefix => prefix is ['+', _, ..] && prefix.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0) ?? true,
            "Destinations:BlockedPrefixes", "must be a list of prefixes in E.164, such as +86170");
    }

    private static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= StoreOptions.MinKeyLength;
    }

    private static bool IsSecret(string text) =>
        text.Length is >= CallStatusOptions.MinSecretLength and <= CallStatusOptions.MaxSecretLength
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    // Two slashes would begin another site.
    private static bool IsPath(string? text) => text is ['/', not ('/' or '\\'), ..] && !text.Any(static c => c is '?' or '#' || char.IsControl(c));

    private static void CheckTestNumbers(VoiceCodeOptions options, List<string> failures)
    {
        var seen = new HashSet<PhoneNumber>();
        for (var i = 0; i < (options.Codes.TestNumbers?.Length ?? 0); i++)
        {
            var test = options.Codes.TestNumbers![i];
            var key = string.Create(CultureInfo.InvariantCulture, $"Ytx:Codes:TestNumbers:{i}");
            if (!PhoneNumber.TryParse(test.Number, out var number, out var error, options.Destinations.DefaultRegion))
            {
                failures.Add($"{key}:Number is not a phone number. {error.Describe(CultureInfo.InvariantCulture)}");
            }
            else if (!seen.Add(number))
            {
                failures.Add($"{key}:Number is in the list twice; each number can have only one code.");
            }

            if (test.Code.Length != options.Codes.Length || !test.Code.All(char.IsAsciiDigit))
            {
                failures.Add($"{key}:Code must have as many digits as Ytx:Codes:Length says.");
            }

            if (test.Until is null)
            {
                failures.Add($"{key}:Until must be the date when this test number expires, such as 2027-01-31. A fixed code must not be valid for ever.");
            }
        }
    }
}
