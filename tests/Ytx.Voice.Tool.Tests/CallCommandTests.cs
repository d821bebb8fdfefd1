using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tool.Tests;

public sealed partial class CallCommandTests
{
    [Fact]
    public async Task Call_NumberAndCode_RingsAndPrintsTheReceipt()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();

        var run = await ToolRun.OfAsync(
            ["call", "+86 139 1128 1234", "--code", "aB19"], ToolRun.Settings(simulator.Address));

        var call = Assert.Single(simulator.Calls);
        Assert.Equal("13911281234", call.Dst);
        Assert.Equal("aB19", call.Code);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("139****1234", run.Output, StringComparison.Ordinal);
        Assert.Contains("the code is aB19.", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Accepted as request {call.RequestId};", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("1128", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Call_NoCode_SpeaksAndPrintsSixRandomDigits()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();
        var printed = new List<string>();
        for (var time = 0; time < 3; time++)
        {
            var run = await ToolRun.OfAsync(["call", "13911281234"], ToolRun.Settings(simulator.Address));
            printed.Add(SixDigits().Match(run.Output).Groups[1].Value);
        }

        Assert.Equal(simulator.Calls.Select(call => call.Code).Order(), printed.Order());
        Assert.True(printed.Distinct().Count() > 1);
    }

    public static TheoryData<string, string[], string[]> Failures => new()
    {
        { "-205", ["Failed (Configuration).", "Ytx:AppId", "allowed addresses", "The phone will not ring."], [] },
        { "-204", ["Failed (Balance).", "Top it up", "The phone will not ring."], [] },
        { "503", ["Failed (Gateway).", "HTTP 503", "The phone may ring all the same"], ["will not ring"] },
        { "429", ["Failed (Throttled).", "The phone will not ring.", "Wait 5 s"], [] },
        { "cut", ["Failed (NoResponse).", "The phone may ring all the same"], ["will not ring"] },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Call_Failure_SaysInPlainWordsWhatToFix(string fault, string[] words, string[] absent)
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();
        simulator.QueueFault(fault switch
        {
            "503" => SimulatorFault.Http(503),
            "429" => SimulatorFault.Http(429, TimeSpan.FromSeconds(5)),
            "cut" => SimulatorFault.CutBefore(),
            _ => SimulatorFault.Refuse(fault),
        });

        var run = await ToolRun.OfAsync(["call", "13911281234"], ToolRun.Settings(simulator.Address));

        Assert.Equal(1, run.ExitCode);
        Assert.All(words, word => Assert.Contains(word, run.ErrorLine, StringComparison.Ordinal));
        Assert.All(absent, word => Assert.DoesNotContain(word, run.ErrorLine, StringComparison.Ordinal));
        Assert.DoesNotContain("Accepted", run.Output, StringComparison.Ordinal);
        Assert.Empty(simulator.Calls);
    }

    [Fact]
    public async Task Call_WrongToken_NamesTheSettingAndNotTheToken()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();

        var run = await ToolRun.OfAsync(
            ["call", "13911281234"], ToolRun.Settings(simulator.Address, ("AuthToken", "another-canary")));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Check Ytx:AuthToken", run.ErrorLine, StringComparison.Ordinal);
        Assert.DoesNotContain("another-canary", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_NobodyListens_SaysThatNothingWasSent()
    {
        using var bound = new Socket(SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)bound.LocalEndPoint!).Port;

        var run = await ToolRun.OfAsync(["call", "13911281234"], ToolRun.Settings(new Uri($"http://127.0.0.1:{port}")));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Failed (Unreachable).", run.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("The phone will not ring.", run.ErrorLine, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadNumbers => new()
    {
        { "", "Enter a phone number." },
        { "  ", "Enter a phone number." },
        { "1-800-FLOWERS", "without letters" },
        { "13911281234 ext 5", "Extensions" },
        { "139\u20E311281234", "in digits" },
        { "110", "Check the number" },
        { new string('1', 10_000), "too long" },
        { new string('x', 10_000), "too long" },
        { "+44 20 7946 0958", "mainland China" },
        { "@secrets.txt", "in digits" },
    };

    [Theory]
    [MemberData(nameof(BadNumbers))]
    public async Task Call_BadNumber_IsOneSentenceAndNothingSent(string number, string words)
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();

        var run = await ToolRun.OfAsync(["call", number], ToolRun.Settings(simulator.Address));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.ErrorLine, StringComparison.Ordinal);
        Assert.True(run.ErrorLine.Length < 200);
        Assert.Empty(run.Output);
        Assert.Empty(simulator.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345678901234567890")]
    [InlineData("12 34")]
    [InlineData("１２３４")]
    [InlineData("12\n34")]
    public async Task Call_BadCode_IsOneSentenceAndNothingSent(string code)
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();

        var run = await ToolRun.OfAsync(["call", "13911281234", "--code", code], ToolRun.Settings(simulator.Address));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("A code has 1 to 19 ASCII letters and digits, without spaces.", run.ErrorLine);
        Assert.Empty(simulator.Calls);
    }

    [Fact]
    public async Task Call_NoSettings_NamesEachKeyAndSendsNothing()
    {
        var run = await ToolRun.OfAsync(["call", "13911281234"]);

        Assert.Equal(2, run.ExitCode);
        Assert.All(
            ["Ytx:Environment", "Ytx:AccountSid", "Ytx:AuthToken", "Ytx:AppId", "Ytx:DisplayNumber"],
            key => Assert.Contains(key, run.Error, StringComparison.Ordinal));
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Call_PlainHttp_IsNotedOnTheErrorStream()
    {
        // The simulator stands in as the http proxy, so that no name leaves this host.
        await using var simulator = await ToolRun.StartSimulatorAsync(anyHost: true);

        var run = await ToolRun.OfAsync(
            ["call", "13911281234"],
            ToolRun.Settings(
                simulator.Address,
                ("Proxy", simulator.Address.ToString()), ("BaseAddress", null), ("Environment", "Sandbox")));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("plain http", run.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("through sandbox.ytx.net", run.Output, StringComparison.Ordinal);
        Assert.Single(simulator.Calls);
    }

    [Fact]
    public async Task Call_Cancelled_EndsWithASentence()
    {
        using var cancellation = new CancellationTokenSource();
        await using var simulator = await ToolRun.StartSimulatorAsync();
        simulator.QueueFault(SimulatorFault.Delay(TimeSpan.FromSeconds(60)));
        using var output = new NotifyingWriter("Calling", cancellation.Cancel);
        using var error = new StringWriter();

        var exitCode = await YtxVoiceCommand.RunAsync(
            ["call", "13911281234"],
            new ToolEnvironment
            {
                Output = output,
                Error = error,
                Directory = AppContext.BaseDirectory,
                Variables = ToolRun.Settings(simulator.Address),
            },
            cancellation.Token);

        Assert.Equal(1, exitCode);
        Assert.Equal("Stopped. The phone may ring all the same." + Environment.NewLine, error.ToString());
    }

    [GeneratedRegex("the code is ([0-9]{6})\\.")]
    private static partial Regex SixDigits();
}
