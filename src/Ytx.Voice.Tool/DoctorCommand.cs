using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Ytx.Voice.Tool;

/// <summary>Finds out why calls do not work, without placing one unless asked to.</summary>
internal sealed class DoctorCommand : ToolCommand
{
    private readonly ToolEnvironment _environment;
    private readonly Option<string?> _config = ConfigOption();
    private readonly Option<bool> _json = new("--json") { Description = "Print the findings as JSON" };

    private readonly Option<string?> _hostEnvironment = new("--environment")
    {
        Description = "Where the application runs; ASPNETCORE_ENVIRONMENT, DOTNET_ENVIRONMENT or Production if left out",
        HelpName = "NAME",
    };

    private readonly Option<string?> _explain = new("--explain")
    {
        Description = "Say what a status of the gateway means and what to fix, and check nothing",
        HelpName = "STATUS",
    };

    private readonly Option<string?> _ring = new("--ring")
    {
        Description = "Place ONE real call to this number with the account of section Ytx, and say which Ytx:Operation this account needs. "
            + "The call is billed.",
        HelpName = "NUMBER",
    };

    public DoctorCommand(ToolEnvironment environment)
        : base(
            "doctor",
            "Checks settings, environment, transport, reachability and clock, and says what to fix. Places no call without --ring.",
            "ytx-voice doctor",
            "ytx-voice doctor --json --config sandbox.json",
            "ytx-voice doctor --environment Development",
            "ytx-voice doctor --ring 13911281234",
            "ytx-voice doctor --explain -205")
    {
        _environment = environment;
        Add(_json);
        Add(_explain);
        Add(_ring);
        Add(_config);
        Add(_hostEnvironment);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult input, CancellationToken cancellationToken)
    {
        if (input.GetValue(_explain) is { } status)
        {
            await OutAsync(Explain(status)).ConfigureAwait(false);
            return ExitCode.Ok;
        }

        var call = input.GetValue(_ring) is { } number ? CallCommand.Read(number) : null;
        var (checks, exitCode) = await CheckAsync(input, call, cancellationToken).ConfigureAwait(false);
        await OutAsync(input.GetValue(_json)
            ? JsonSerializer.Serialize(checks, ToolJson.Default.IReadOnlyListCheck)
            : string.Join(Environment.NewLine, checks.Select(Line))).ConfigureAwait(false);
        return exitCode;
    }

    private async Task<(IReadOnlyList<Check> Checks, int ExitCode)> CheckAsync(
        ParseResult input, VoiceCodeCall? call, CancellationToken cancellationToken)
    {
        try
        {
            var environment = input.GetValue(_hostEnvironment) ?? _environment.HostEnvironment;
            var settings = GatewaySettings.Open(_environment, input.GetValue(_config), environment);
            await using (settings.ConfigureAwait(false))
            {
                var checks = SettingsCheckup.Run(settings);
                if (checks.Any(IsFailed))
                {
                    return (checks, ExitCode.Usage);
                }

                var checkup = new GatewayCheckup(settings, environment, _environment.Clock);
                checks = [.. checks, .. await checkup.RunAsync(cancellationToken).ConfigureAwait(false)];
                var ring = call is null ? RingCheckup.NotAsked
                    : checks.Any(IsFailed) ? RingCheckup.NotReady
                    : await new RingCheckup(settings).RunAsync(call, cancellationToken).ConfigureAwait(false);
                checks = [.. checks, ring];
                return (checks, checks.Any(IsFailed) ? ExitCode.Failed : ExitCode.Ok);
            }
        }
        catch (InputException exception)
        {
            return ([.. exception.Sentences.Select(SettingsCheckup.Wrong)], ExitCode.Usage);
        }
    }

    private static bool IsFailed(Check check) => check.Result is CheckResult.Fail;

    private static string Explain(string status)
    {
        if (!int.TryParse(status, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw new InputException("--explain takes a status of the gateway, such as -205.");
        }

        if (number is 0)
        {
            return "The gateway answered 0: accepted. The phone has yet to ring.";
        }

        var refusal = YtxStatus.Refusal(number.ToString(CultureInfo.InvariantCulture));
        return refusal.Message + (refusal.MayHaveBeenPlaced ? " The phone may have rung." : " The phone did not ring.");
    }

    private static string Line(Check check)
    {
        var result = JsonSerializer.Serialize(check.Result, ToolJson.Default.CheckResult).Trim('"');
        var line = $"{result,-5} {check.Name,-10} {Of(check)}{check.Finding}";
        return check.Fix is null ? line : $"{line}{Environment.NewLine}{"",17}{check.Fix}";
    }

    private static string Of(Check check) => check.Account is null ? "" : $"account {check.Account}: ";

    private Task OutAsync(string text) => _environment.Output.WriteLineAsync(text);
}
