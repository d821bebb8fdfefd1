using System.Globalization;
using Ytx.Identity;

namespace Ytx.Voice.Tool;

/// <summary>Reads the settings of every account and of the codes, and says of each whether it is valid.</summary>
internal static class SettingsCheckup
{
    private static readonly string[] OfCodes = [.. YtxVoiceOptions.SectionsOfCodes.Select(section => $"Ytx:{section}")];

    public static IReadOnlyList<Check> Run(GatewaySettings settings) =>
    [
        new("sources", CheckResult.Ok, string.Join(", then ", settings.Sources)),
        .. Once(
        [
            .. settings.Accounts.SelectMany(account => Rows(account, () => Complete(settings.Of(account)))),
            .. settings.OtherVendors.SelectMany(account => Rows(account, () => [Pipeline(settings.PipelineOf(account))])),
            .. Rows("", () => [Complete(settings.Codes), .. settings.Codes.Moved.Select(Moved)]),
        ]),
    ];

    public static Check Wrong(string sentence) => new(
        sentence.Contains(":DisplayNumber ", StringComparison.Ordinal) ? "display"
            : Array.Exists(OfCodes, section => sentence.StartsWith(section + ":", StringComparison.Ordinal)
                || sentence.StartsWith(section + " ", StringComparison.Ordinal)) ? "codes"
            : "settings",
        CheckResult.Fail, "missing or wrong", sentence);

    // The gateway's settings and the codes' stand in one section, and each reader names a key that neither knows.
    private static IEnumerable<Check> Once(IReadOnlyList<Check> checks)
    {
        var sentences = SettingsStartupCheck.Distinct(checks.Select(check => check.Fix).OfType<string>()).ToHashSet();
        return checks.Where(check => check.Fix is null || sentences.Remove(check.Fix));
    }

    private static IEnumerable<Check> Rows(string account, Func<IEnumerable<Check>> complete)
    {
        try
        {
            return Of([.. complete()]);
        }
        catch (InputException exception)
        {
            return Of(exception.Sentences.Select(Wrong));
        }

        IEnumerable<Check> Of(IEnumerable<Check> checks) =>
            checks.Select(check => check with { Account = account.Length is 0 ? null : account });
    }

    private static IEnumerable<Check> Complete(YtxVoiceOptions options) =>
    [
        new("settings", CheckResult.Ok, $"complete, for {options.ActionUsed} at {options.Address.Host}"),
        Pipeline(options.Pipeline),
        .. options.Moved.Select(Moved),
    ];

    private static Check Complete(VoiceCodeOptions options) =>
        new("codes", CheckResult.Ok, $"{options.Codes.Length} digits for {options.Codes.Lifetime}");

    private static Check Pipeline(VoicePipelineOptions options) => new(
        "pipeline", CheckResult.Ok, string.Create(
            CultureInfo.InvariantCulture,
            $"{options.MaxConcurrentCalls} calls at once, {options.QueueLimit} more in the queue, {options.Timeout.TotalSeconds:0.#} s each; "
            + $"the breaker opens for {options.BreakerDuration.TotalSeconds:0} s"));

    private static Check Moved(string sentence) => new("settings", CheckResult.Warn, "an old key", sentence);
}
