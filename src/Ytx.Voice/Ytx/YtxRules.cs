using Microsoft.Extensions.Hosting;

namespace Ytx.Voice;

/// <summary>
/// What settings that are valid one by one can still have wrong together, or in this environment. The start of the host and
/// <c>ytx-voice doctor</c> ask the same rules, and so say the same sentences.
/// </summary>
internal static class YtxRules
{
    // Anybody can read these two: the simulator's default, and the account of the vendor's examples.
    private static readonly string[] MadeUpAccounts = ["simulator-account", "abcdefghijklmnopqrstuvwxyz012345"];

    private const int SimulatorPort = 5080;
    private const string SimulatorName = "Ytx.Voice.Simulator";

    /// <summary>One check a rule.</summary>
    /// <param name="account">The account's name; empty for the application's own.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="environment">The host's environment.</param>
    /// <param name="isSimulator">Whether the gateway has already told that it is a simulator.</param>
    public static IEnumerable<Check> Check(
        string account, YtxVoiceOptions options, string environment, bool isSimulator = false) =>
        new[]
        {
            DisplayNumber(options), Transport(options.Address), HostEnvironment(options.Address, environment),
            Simulator(options, environment, isSimulator),
        }
        .Select(check => check.For(account));

    /// <summary>Whether an answer came from a simulator: it names itself, whatever account or port it has.</summary>
    public static bool IsOfSimulator(HttpResponseMessage answer)
    {
        foreach (var server in answer.Headers.NonValidated.TryGetValues("Server", out var servers) ? servers : default)
        {
            if (server.StartsWith(SimulatorName, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsClear(Uri address) => address is { Scheme: "http", IsLoopback: false };

    public static Check DisplayNumber(YtxVoiceOptions options)
    {
        const string Name = "display";
        return options switch
        {
            { DisplayNumber.Length: > 0 } => new(Name, CheckResult.Ok, "the callee sees a number of yours"),
            { Operation: YtxOperation.CodeCallOut } or { Template.Id.Length: > 0 } => new(Name, CheckResult.Ok, "the gateway chooses the number that the callee sees"),
            _ => new(Name, CheckResult.Fail, "no display number is set",
                "Ytx:DisplayNumber is required when Ytx:Operation is TemplateNoticeCall: set it to the number that the "
                + "callee sees, or set Ytx:Operation to CodeCallOut."),
        };
    }

    private static Check Transport(Uri address)
    {
        const string Name = "transport";
        return address switch
        {
            _ when IsClear(address) => new(Name, CheckResult.Warn,
                $"plain http to {address.Host}: anybody on the network path can read the code and the number",
                "Set Ytx:BaseAddress to an https address, or to a TLS proxy in front of the gateway."),
            { Scheme: "https" } => new(Name, CheckResult.Ok, "https"),
            _ => new(Name, CheckResult.Ok, "http that stays on this machine"),
        };
    }

    // By the host, because an https BaseAddress can name the gateway too.
    private static Check HostEnvironment(Uri address, string environment)
    {
        const string Name = "host";
        return address.Host switch
        {
            YtxVoiceOptions.SandboxHost when Is(environment, Environments.Production) => new(Name, CheckResult.Warn,
                "the gateway's sandbox, while this host runs in Production",
                "Set Ytx:Environment to Production, or set Ytx:BaseAddress to your proxy in front of the production gateway. "
                + "Also set Ytx:AppId to an application that is online."),
            YtxVoiceOptions.ProductionHost when Is(environment, Environments.Development) => new(Name, CheckResult.Warn,
                "the gateway in production, while this host runs in Development: calls ring and are paid for",
                "Set Ytx:Environment to Sandbox, or Ytx:BaseAddress to a simulator."),
            _ => new(Name, CheckResult.Ok, $"{environment}, with {address.Host}"),
        };
    }

    /// <summary>Whether a simulator is where one may be.</summary>
    // Not by loopback alone: a TLS proxy may well be on this machine.
    public static Check Simulator(YtxVoiceOptions options, string environment, bool isSimulator)
    {
        const string Name = "simulator";
        isSimulator |= MadeUpAccounts.Contains(options.AccountSid)
            || options.Address is { IsLoopback: true, Port: SimulatorPort };
        return !isSimulator ? new(Name, CheckResult.Ok, "none")
            : Is(environment, Environments.Development) ? new(Name, CheckResult.Ok, "a simulator, in Development")
            : new(Name, CheckResult.Fail,
                $"a simulator, which rings no phone and shows every code, while this host runs in {environment}",
                "Set Ytx:Environment or Ytx:BaseAddress, and Ytx:AccountSid, Ytx:AuthToken and Ytx:AppId, to the "
                + "gateway's, or run in Development. A proxy on this machine needs another port than 5080.");
    }

    private static bool Is(string environment, string name) => environment.Equals(name, StringComparison.OrdinalIgnoreCase);
}
