using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Names every wrong key as it is written in configuration, and what to put there; never a value.</summary>
internal sealed partial class YtxVoiceOptionsValidator : IValidateOptions<YtxVoiceOptions>
{
    private const string Identifier = "ASCII letters, digits, _ and -";

    public ValidateOptionsResult Validate(string? name, YtxVoiceOptions options)
    {
        var failures = new List<string>();
        CheckAddress(options, failures);
        Check(IsSafe(options.AccountSid, 64),
            $"Ytx:AccountSid must be the account id from the vendor's console: 1 to 64 {Identifier}.");
        Check(IsSafe(options.AuthToken, 128),
            $"Ytx:AuthToken must be the account's token from the vendor's console: 1 to 128 {Identifier}. "
            + "Keep it in user secrets, the environment or a vault.");
        Check(IsSafe(options.AppId, 64),
            $"Ytx:AppId must be the application id from the vendor's console: 1 to 64 {Identifier}. "
            + "Production and sandbox have different ones.");
        Check(Enum.IsDefined(options.Operation), "Ytx:Operation must be TemplateNoticeCall or CodeCallOut.");
        Check(string.IsNullOrEmpty(options.DisplayNumber) || Digits().IsMatch(options.DisplayNumber),
            "Ytx:DisplayNumber must be the number that the callee sees, 3 to 20 digits.");
        var displayNumber = YtxRules.DisplayNumber(options);
        Check(displayNumber.Result is CheckResult.Ok, displayNumber.Fix!);
        Check(options.Function is null || FileName().IsMatch(options.Function),
            "Ytx:Function must be the last part of the path, such as NoticeCall.wx, or be left out.");
        Check(options.Action is null || IsSafe(options.Action, 64),
            "Ytx:Action must be an operation name, such as templateNoticeCall, or be left out.");
        CheckTemplate(options, Check);
        Check(options.CallRecords.Fid is null || Fid().IsMatch(options.CallRecords.Fid),
            "Ytx:CallRecords:Fid must be the vendor's number for the kind of call, 1 to 16 digits, or be left out.");
        Check(options.Pipeline.Timeout >= options.ConnectTimeout,
            "Ytx:Pipeline:Timeout must not be shorter than Ytx:ConnectTimeout, which is a part of it.");
        Check(options.Proxy is null or { IsAbsoluteUri: true, Scheme: "http", UserInfo: "" },
            "Ytx:Proxy must be an absolute http address without user name, or be left out.");

        failures.AddRange(SettingsRanges.Broken(options, "Ytx"));
        failures.AddRange(SettingsRanges.Broken(options.Template, "Ytx:Template"));
        failures.AddRange(SettingsRanges.Broken(options.Pipeline, "Ytx:Pipeline"));
        failures = [.. SettingsReader.All(options.Faults, failures)];
        if (failures.Count > 0)
        {
            // A developer who wrote an old key looks for that one.
            failures.AddRange(options.Moved);
        }

        return failures.Count is 0 ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.Select(failure => YtxVoiceOptions.WithKeysOf(name, failure)));

        void Check(bool holds, string failure)
        {
            if (!holds)
            {
                failures.Add(failure);
            }
        }
    }

    private static void CheckTemplate(YtxVoiceOptions options, Action<bool, string> check)
    {
        const string Places = $"{YtxCallBody.CodePlace} and {YtxCallBody.MinutesPlace}";
        check(string.IsNullOrEmpty(options.Template.Id) || IsSafe(options.Template.Id, 64),
            $"Ytx:Template:Id must be a template's id from the vendor's console, 1 to 64 {Identifier}, or be left out.");
        CheckLanguages(options.Template, check);
        if (options.Template.Data is not { Length: > 0 } data)
        {
            return;
        }

        check(!string.IsNullOrEmpty(options.Template.Id),
            "Ytx:Template:Data fills a template: set Ytx:Template:Id too, or leave both out.");
        check(data.Length <= 10 && Array.TrueForAll(data, IsTemplateText),
            $"Ytx:Template:Data must be at most 10 texts of 1 to 64 characters. Braces are allowed only in {Places}.");
        check(Array.Exists(data, text => text?.Contains(YtxCallBody.CodePlace, StringComparison.Ordinal) is true),
            $"Ytx:Template:Data must contain {YtxCallBody.CodePlace} in one of its texts; otherwise nobody hears the code.");
    }

    private static void CheckLanguages(YtxTemplateOptions template, Action<bool, string> check)
    {
        foreach (var (language, id) in template.IdByLanguage ?? [])
        {
            var key = $"Ytx:Template:IdByLanguage:{language}";
            check(LanguageTag().IsMatch(language), $"{key} must name a language as browsers do, such as en or zh-CN.");
            check(IsSafe(id, 64), $"{key} must be a template's id from the vendor's console, 1 to 64 {Identifier}.");
        }

        check(template.IdByLanguage is not { Count: > 0 } || !string.IsNullOrEmpty(template.Id),
            "Ytx:Template:IdByLanguage is for some languages: set Ytx:Template:Id too, which all others get, or leave both out.");
    }

    private static bool IsTemplateText(string? text) =>
        text is { Length: > 0 and <= 64 }
        && !text.Any(char.IsControl)
        && !text.Replace(YtxCallBody.CodePlace, "", StringComparison.Ordinal)
            .Replace(YtxCallBody.MinutesPlace, "", StringComparison.Ordinal)
            .AsSpan().ContainsAny('{', '}');

    private static void CheckAddress(YtxVoiceOptions options, List<string> failures)
    {
        var failure = options switch
        {
            { Environment: not null, BaseAddress: not null } =>
                "Set either Ytx:Environment or Ytx:BaseAddress, not both.",
            { Environment: null, BaseAddress: null } =>
                "Set Ytx:Environment to Production or Sandbox, or Ytx:BaseAddress to an address of your own.",
            { Environment: { } environment } when !Enum.IsDefined(environment) =>
                "Ytx:Environment must be Production or Sandbox.",
            { BaseAddress: null } => null,
            { BaseAddress: { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } } =>
                "Ytx:BaseAddress must be an absolute http or https address, such as https://gateway.example.",
            { BaseAddress: { UserInfo: not "" } or { Query: not "" } or { Fragment: not "" } } =>
                "Ytx:BaseAddress must have no user name, query or fragment.",
            { BaseAddress: { Scheme: "http", IsLoopback: false }, AllowInsecureTransport: false } =>
                "Ytx:BaseAddress is plain http, which sends codes and numbers in clear: use https, or set "
                + "Ytx:AllowInsecureTransport to true if something else protects the connection, such as a VPN.",
            _ => null,
        };
        if (failure is not null)
        {
            failures.Add(failure);
        }
    }

    // Configuration can set a string to null in spite of its type.
    private static bool IsSafe(string? text, int maxLength) =>
        text is not null && text.Length <= maxLength && Safe().IsMatch(text);

    // \z and not $, which lets a line feed through at the end: in a header that would begin a second one.
    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z")]
    private static partial Regex Safe();

    [GeneratedRegex(@"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"\A[0-9]{3,20}\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A[0-9]{1,16}\z")]
    private static partial Regex Fid();

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex FileName();
}
