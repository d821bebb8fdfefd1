using Ytx.Identity;

namespace Ytx.Voice.Tool;

/// <summary>Reads the settings of every account and of the codes, and says of each whether it holds.</summary>
internal static class SettingsCheckup
{
    public static IReadOnlyList<Check> Run(GatewaySettings settings) =>
    [
        new("sources", CheckResult.Ok, string.Join(", then ", settings.Sources)),
        .. settings.Accounts.SelectMany(account => Rows(() => Complete(settings.Of(account)))
            .Select(row => row with { Account = account.Length is 0 ? null : account })),
        .. Rows(() => Complete(settings.Codes)),
    ];

    public static Check Wrong(string sentence) => new(
        sentence.Contains(":DisplayNumber ", StringComparison.Ordinal) ? "display"
            : sentence.StartsWith(VoiceCodeOptions.SectionName, StringComparison.Ordinal) ? "codes"
            : "settings",
        CheckResult.Fail, "missing or wrong", sentence);

    private static IEnumerable<Check> Rows(Func<Check> complete)
    {
        try
        {
            return [complete()];
        }
        catch (InputException exception)
        {
            return exception.Sentences.Select(Wrong);
        }
    }

    private static Check Complete(YtxVoiceOptions options) =>
        new("settings", CheckResult.Ok, $"complete, for {options.ActionUsed} at {options.Address.Host}");

    private static Check Complete(VoiceCodeOptions options) =>
        new("codes", CheckResult.Ok, $"{options.Length} digits for {options.Lifetime}");
}
