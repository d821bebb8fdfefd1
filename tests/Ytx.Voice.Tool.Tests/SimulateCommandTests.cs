using System.Text.RegularExpressions;

namespace Ytx.Voice.Tool.Tests;

public sealed partial class SimulateCommandTests
{
    [Fact]
    public async Task Simulate_UntilStopped_TakesCallsAndSaysWhatEachGot()
    {
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        using var output = new NotifyingWriter("Ctrl+C", started.SetResult);
        using var error = new StringWriter();
        var running = YtxVoiceCommand.RunAsync(
            ["simulate", "--urls", "http://127.0.0.1:0", "--account-sid", ToolRun.Account, "--auth-token", ToolRun.Token, "--app-id", ToolRun.App],
            new ToolEnvironment
            {
                Output = output,
                Error = error,
                Directory = AppContext.BaseDirectory,
                Variables = new Dictionary<string, string?>(),
            },
            stop.Token);
        await Task.WhenAny(started.Task, running);
        var address = new Uri(Handset().Match(output.ToString()).Groups[1].Value);

        using var client = new HttpClient();
        var page = await client.GetStringAsync(address, TestContext.Current.CancellationToken);
        var accepted = await ToolRun.OfAsync(["call", "13911281234", "--code", "canary7"], ToolRun.Settings(address));
        var refused = await ToolRun.OfAsync(["call", "13911281234"], ToolRun.Settings(address, ("AppId", "other")));
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Contains("<html", page, StringComparison.Ordinal);
        Assert.Equal(0, accepted.ExitCode);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"  Ytx__AccountSid={ToolRun.Account}", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Ytx__AuthToken=(as given)", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Stopped." + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
        Assert.Contains("answered 0.", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("answered -205.", error.ToString(), StringComparison.Ordinal);
        Assert.All(
            [ToolRun.Token, "canary7", "11281234"],
            secret => Assert.DoesNotContain(secret, output.ToString() + error, StringComparison.Ordinal));
        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetStringAsync(address, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--urls", "", "--urls")]
    [InlineData("--urls", "localhost", "--urls")]
    [InlineData("--urls", "https://localhost:5080", "--urls")]
    [InlineData("--urls", "http://localhost:5080/path", "--urls")]
    [InlineData("--urls", "http://0.0.0.0:0", "--allow-non-loopback")]
    [InlineData("--account-sid", "canary!", "--account-sid")]
    [InlineData("--auth-token", "canary!", "--auth-token")]
    [InlineData("--app-id", "", "--app-id")]
    [InlineData("--callback", "/canary", "--callback")]
    [InlineData("--callback", "ftp://localhost/canary", "--callback")]
    public async Task Simulate_BadOption_IsOneSentenceThatNamesIt(string option, string value, string named)
    {
        var run = await ToolRun.OfAsync(["simulate", option, value]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(named, run.ErrorLine, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", run.ErrorLine, StringComparison.Ordinal);
        Assert.DoesNotContain("SimulatorOptions", run.ErrorLine, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Simulate_PortTaken_SaysSo()
    {
        await using var first = await ToolRun.StartSimulatorAsync();

        var run = await ToolRun.OfAsync(["simulate", "--urls", first.Address.ToString()]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("already in use", run.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("set --urls", run.ErrorLine, StringComparison.Ordinal);
    }

    [GeneratedRegex("Handset: (\\S+)")]
    private static partial Regex Handset();
}
