using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice.Tool.Tests;

public sealed partial class SimulateCommandTests
{
    [Fact]
    public async Task Simulate_UntilStopped_TakesCallsAndSaysWhatEachGot()
    {
        Uri? address = null;
        using var client = new HttpClient();
        var (output, error) = await WhileItRunsAsync(
            ["--account-sid", ToolRun.Account, "--auth-token", ToolRun.Token, "--app-id", ToolRun.App],
            async (_, handset) =>
            {
                address = handset;
                var page = await client.GetStringAsync(handset, TestContext.Current.CancellationToken);
                var accepted = await ToolRun.OfAsync(["call", "13911281234", "--code", "canary7"], ToolRun.Settings(handset));
                var refused = await ToolRun.OfAsync(["call", "13911281234"], ToolRun.Settings(handset, ("AppId", "other")));
                Assert.Contains("<html", page, StringComparison.Ordinal);
                Assert.Equal(0, accepted.ExitCode);
                Assert.Equal(1, refused.ExitCode);
            });

        Assert.Contains($"  Ytx__AccountSid={ToolRun.Account}", output, StringComparison.Ordinal);
        Assert.Contains("Ytx__AuthToken=(as given)", output, StringComparison.Ordinal);
        Assert.EndsWith("Stopped." + Environment.NewLine, output, StringComparison.Ordinal);
        Assert.Contains("answered 0.", error, StringComparison.Ordinal);
        Assert.Contains("answered -205.", error, StringComparison.Ordinal);
        Assert.All(
            [ToolRun.Token, "canary7", "11281234"],
            secret => Assert.DoesNotContain(secret, output + error, StringComparison.Ordinal));
        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetStringAsync(address, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("curl", "bash", "openssl", "curl")]
    [InlineData("Python", "python3")]
    public async Task Examples_Pasted_RingTheHandset(string heading, string program, params string[] others)
    {
        RequireOnPath([program, .. others]);
        var (text, _) = await WhileItRunsAsync(["--examples"], async (output, address) =>
        {
            using var client = new HttpClient();
            var answer = await PasteAsync(program, Block(output, heading));

            Assert.Contains("\"statusCode\":\"0\"", answer, StringComparison.Ordinal);
            var calls = await client.GetStringAsync(new Uri(address, "_simulator/calls"), TestContext.Current.CancellationToken);
            Assert.Contains("\"code\":\"246810\"", calls, StringComparison.Ordinal);
        });

        Assert.All(text.Split(Environment.NewLine), line => Assert.InRange(line.Length, 0, 160));
    }

    [Fact]
    public async Task Examples_DotNet_RingsTheHandset()
    {
        var (output, _) = await WhileItRunsAsync(["--examples"], static async (_, address) =>
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddYtxVoiceCodeSender();
            builder.Services.AddYtxHandset(handset => handset.Url = address);
            await using var site = builder.Build();
            await site.StartAsync(TestContext.Current.CancellationToken);

            var outcome = await site.Services.GetRequiredService<IVoiceCodeSender>()
                .SendAsync(new(PhoneNumber.Parse("13911281234"), "246810"), TestContext.Current.CancellationToken);

            Assert.True(outcome.IsAccepted, outcome.Message);
        });

        var port = new Uri(Handset().Match(output).Groups[1].Value).Port;
        Assert.Equal(
            $"builder.Services.AddYtxHandset(handset => handset.Url = new Uri(\"http://127.0.0.1:{port}/\"));", Block(output, ".NET"));
    }

    [Fact]
    public async Task Examples_TokenOfOnesOwn_IsNotShown()
    {
        var (output, _) = await WhileItRunsAsync(["--examples", "--auth-token", ToolRun.Token], static (_, _) => Task.CompletedTask);

        Assert.Contains("token='(as given)'", Block(output, "curl"), StringComparison.Ordinal);
        Assert.Contains(".NET: the settings above", output, StringComparison.Ordinal);
        Assert.DoesNotContain(ToolRun.Token, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_WithoutExamples_SaysHowToGetThem()
    {
        var (output, _) = await WhileItRunsAsync([], static (_, _) => Task.CompletedTask);

        Assert.Contains("--examples", output, StringComparison.Ordinal);
        Assert.DoesNotContain("import", output, StringComparison.Ordinal);
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

    private static async Task<(string Output, string Error)> WhileItRunsAsync(string[] args, Func<string, Uri, Task> meanwhile)
    {
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        using var output = new NotifyingWriter("Ctrl+C", started.SetResult);
        using var error = new StringWriter();
        var running = YtxVoiceCommand.RunAsync(
            ["simulate", "--urls", "http://127.0.0.1:0", .. args],
            new ToolEnvironment
            {
                Output = output,
                Error = error,
                Directory = AppContext.BaseDirectory,
                Variables = new Dictionary<string, string?>(),
            },
            stop.Token);
        await Task.WhenAny(started.Task, running);
        await meanwhile(output.ToString(), new Uri(Handset().Match(output.ToString()).Groups[1].Value));
        await stop.CancelAsync();
        Assert.Equal(0, await running);
        return (output.ToString(), error.ToString());
    }

    // The lines under a heading, without their margin.
    private static string Block(string output, string heading) => string.Join('\n', output.Split(Environment.NewLine)
        .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(1)
        .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line[2..]));

    private static async Task<string> PasteAsync(string program, string text)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["-c", text])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["no_proxy"] = "*" },
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var answer = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode is 0, $"{await error}{answer}");
        return answer;
    }

    private static void RequireOnPath(string[] programs)
    {
        var folders = OperatingSystem.IsWindows() ? [] : Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        var missing = programs.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program)))).ToList();
        if (missing.Count > 0)
        {
            var sentence = $"The example was not tried. It needs {string.Join(", ", missing)} on PATH (Debian and Ubuntu: apt-get install curl openssl python3).";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("YTX_TEST_REQUIRE") is "all", sentence);
            Assert.Fail(sentence);
        }
    }

    [GeneratedRegex("Handset: (\\S+)")]
    private static partial Regex Handset();
}
