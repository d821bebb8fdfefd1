namespace Ytx.Voice.Tool.Tests;

public sealed class YtxVoiceCommandTests
{
    public static TheoryData<string> Commands => ["simulate", "call", "sign", "record", "doctor"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_EachCommand_HasExamplesThatParse(string command)
    {
        foreach (var help in new[] { "--help", "-h", "-?" })
        {
            var run = await ToolRun.OfAsync([command, help]);

            Assert.Equal(0, run.ExitCode);
            Assert.Empty(run.Error);
            AssertExamples(run.Output, "ytx-voice " + command, atLeast: 2);
        }
    }

    [Fact]
    public async Task Help_Alone_HasAnExampleOfEachCommand()
    {
        var run = await ToolRun.OfAsync(["--help"]);

        Assert.Equal(0, run.ExitCode);
        AssertExamples(run.Output, "ytx-voice", atLeast: 4);
        Assert.All(Commands, command => Assert.Contains("  ytx-voice " + command.Data, run.Output, StringComparison.Ordinal));
        Assert.Contains("Exit codes: 0", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_Alone_IsPrinted()
    {
        var run = await ToolRun.OfAsync(["--version"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", run.Output);
    }

    public static TheoryData<string[], string> Wrong => new()
    {
        { [], "Name a command" },
        { ["ring"], "no command ring" },
        { ["CALL", "13911281234"], "no command CALL" },
        { ["call"], "NUMBER" },
        { ["call", "139", "1128", "1234"], "put quotes round" },
        { ["call", "13911281234", "--cod", "1"], "no option --cod" },
        { ["sign", "--password=canary"], "no option --password;" },
        { ["call", "13911281234", "--code"], "--code" },
        { ["call", "13911281234", "--code", "1", "--code", "2"], "--code" },
        { ["sign", "now"], "too many" },
        { ["doctor", new string('x', 10_000)], "too many" },
        { ["--" + new string('x', 10_000)], "no option --xxx" },
        { [new string('x', 10_000)], "no command xxx" },
        { ["simulate", "--allow-non-loopback=maybe"], "too many" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task RunAsync_WrongUsage_IsOneSentenceOnTheErrorStream(string[] args, string words)
    {
        var run = await ToolRun.OfAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("--help", run.ErrorLine, StringComparison.Ordinal);
        Assert.True(run.ErrorLine.Length < 250, run.ErrorLine);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("--auth-token", "canary")]
    [InlineData("--auth-token=canary")]
    [InlineData("--auth-token:canary")]
    [InlineData("--AuthToken", "canary")]
    [InlineData("--token", "canary")]
    [InlineData("--account-sid", "canary")]
    [InlineData("--Ytx:AuthToken=canary")]
    public async Task RunAsync_SecretAsArgument_IsRefusedAndNotRepeated(params string[] secret)
    {
        foreach (var command in new[] { new[] { "call", "13911281234" }, ["sign"], ["record", "1"], ["doctor"] })
        {
            var run = await ToolRun.OfAsync([.. command, .. secret]);

            Assert.Equal(2, run.ExitCode);
            Assert.Contains("Ytx__AuthToken", run.ErrorLine, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", run.Error + run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_UnexpectedException_IsOneSentence()
    {
        var (exitCode, error) = await RunBrokenAsync([]);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            "ytx-voice failed unexpectedly (NotSupportedException); set YTX_VOICE_DEBUG=1 to see where." + Environment.NewLine,
            error);
    }

    [Fact]
    public async Task RunAsync_UnexpectedExceptionWithDebug_IsShownWhole()
    {
        var (exitCode, error) = await RunBrokenAsync(new() { ["YTX_VOICE_DEBUG"] = "1" });

        Assert.Equal(1, exitCode);
        Assert.Contains("no more paper", error, StringComparison.Ordinal);
        Assert.Contains("   at ", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Error)> RunBrokenAsync(Dictionary<string, string?> variables)
    {
        using var output = new NotifyingWriter("The gateway", static () => throw new NotSupportedException("no more paper"));
        using var error = new StringWriter();
        var environment = new ToolEnvironment
        {
            Output = output,
            Error = error,
            Directory = AppContext.BaseDirectory,
            Variables = variables,
        };
        var exitCode = await YtxVoiceCommand.RunAsync(
            ["doctor", "--explain", "-205"], environment, TestContext.Current.CancellationToken);
        return (exitCode, error.ToString());
    }

    private static void AssertExamples(string help, string prefix, int atLeast)
    {
        var examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..]
            .Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.True(examples.Length >= atLeast);
        var root = YtxVoiceCommand.Create(ToolEnvironment.OfThisProcess());
        Assert.All(examples, example =>
        {
            Assert.StartsWith("  " + prefix, example, StringComparison.Ordinal);
            Assert.Empty(root.Parse(example["  ytx-voice ".Length..]).Errors);
        });
    }
}
