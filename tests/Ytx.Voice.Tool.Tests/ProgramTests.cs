using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Ytx.Voice.Tool.Tests;

/// <summary>The tool as a process of its own, as users have it.</summary>
public sealed partial class ProgramTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Process_Call_TakesItsSettingsFromTheEnvironment()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();
        using var tool = Start(["call", "13911281234", "--code", "246810"], ToolRun.Settings(simulator.Address));

        var output = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EndAsync(tool);

        Assert.Equal(0, tool.ExitCode);
        Assert.Equal("246810", Assert.Single(simulator.Calls).Code);
        Assert.Contains("Accepted as request", output, StringComparison.Ordinal);
        Assert.DoesNotContain(ToolRun.Token, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_WrongUsage_ExitsWith2AndNoStackTrace()
    {
        using var tool = Start(["call", "1-800-FLOWERS"], []);

        var error = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EndAsync(tool);

        Assert.Equal(2, tool.ExitCode);
        Assert.Equal("Enter the number in digits, without letters.", error.Trim());
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Process_SimulateAndASignal_EndsCleanly(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no command that sends Ctrl+C to one process.");
        using var tool = Start(["simulate", "--urls", "http://127.0.0.1:0"], []);
        var output = "";
        while (await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !line.Contains("Ctrl+C", StringComparison.Ordinal))
        {
            output += line + "\n";
        }

        var address = new Uri(Handset().Match(output).Groups[1].Value);
        using var client = new HttpClient();
        Assert.Contains("<html", await client.GetStringAsync(address, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using (var kill = Process.Start("kill", ["-" + signal, $"{tool.Id}"]))
        {
            await EndAsync(kill);
        }

        var rest = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EndAsync(tool);

        Assert.Equal(0, tool.ExitCode);
        Assert.Equal("Stopped.", rest.Trim());
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static Process Start(string[] args, Dictionary<string, string?> variables)
    {
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) is "dotnet" ? path : "dotnet";
        string[] line = [dotnet, Path.Combine(AppContext.BaseDirectory, "Ytx.Voice.Tool.dll"), .. args];
        // A shell starts what runs in its background deaf to Ctrl+C, and its children with it.
        line = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. line] : line;
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (key, value) in variables)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task EndAsync(Process process)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [GeneratedRegex("Handset: (\\S+)")]
    private static partial Regex Handset();
}
