using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tool.Tests;

/// <summary>What one run of the tool left behind.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public const string Account = "sim-account-1";
    public const string Token = "sim-token-canary";
    public const string App = "sim-app-1";

    /// <summary>The error's only line.</summary>
    public string ErrorLine => Assert.Single(Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));

    public static async Task<ToolRun> OfAsync(
        string[] args,
        Dictionary<string, string?>? variables = null,
        string? directory = null,
        TimeProvider? clock = null,
        CancellationToken? cancellationToken = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var environment = new ToolEnvironment
        {
            Output = output,
            Error = error,
            Directory = directory ?? AppContext.BaseDirectory,
            Variables = variables ?? [],
            Clock = clock ?? TimeProvider.System,
        };
        var exitCode = await YtxVoiceCommand.RunAsync(
            args, environment, cancellationToken ?? TestContext.Current.CancellationToken);
        var run = new ToolRun(exitCode, output.ToString(), error.ToString());
        Assert.DoesNotContain(Token, run.Output + run.Error, StringComparison.Ordinal);
        return run;
    }

    public static Task<YtxSimulator> StartSimulatorAsync(bool anyHost = false, Action<SimulatorOptions>? change = null)
    {
        var options = new SimulatorOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            AccountSid = Account,
            AuthToken = Token,
            AppId = App,
            AllowNonLoopback = anyHost,
        };
        change?.Invoke(options);
        return YtxSimulator.StartAsync(options, cancellationToken: TestContext.Current.CancellationToken);
    }

    public static Dictionary<string, string?> Settings(Uri address, params (string Key, string? Value)[] others)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Ytx__BaseAddress"] = address.ToString(),
            ["Ytx__AccountSid"] = Account,
            ["Ytx__AuthToken"] = Token,
            ["Ytx__AppId"] = App,
            ["Ytx__DisplayNumber"] = "01085485069",
        };
        foreach (var (key, value) in others)
        {
            settings["Ytx__" + key] = value;
        }

        return settings;
    }
}
