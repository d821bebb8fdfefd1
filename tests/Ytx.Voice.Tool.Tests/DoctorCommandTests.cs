using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Ytx.Voice.Tool.Tests;

public sealed class DoctorCommandTests
{
    [Fact]
    public async Task Doctor_AllWell_PrintsGoodChecksAndPlacesNoCall()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();

        var run = await ToolRun.OfAsync(["doctor"], ToolRun.Settings(simulator.Address));

        Assert.Equal(0, run.ExitCode);
        Assert.Collection(
            run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("ok    sources    the environment", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    settings   complete, for templateNoticeCall at 127.0.0.1", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    pipeline   64 calls at once, 64 more in the queue, 10 s each", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    codes      6 digits for 00:05:00", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    display    ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    transport  ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    host       Development, with 127.0.0.1", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    simulator  a simulator, in Development", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    reach      answers HTTP 200", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    clock      ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    regions    CN", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    budget     ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ok    store      ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("skip  ring       not tried: only a call shows whether", line, StringComparison.Ordinal),
            line => Assert.EndsWith("Run ytx-voice doctor --ring NUMBER, which places one real call.", line, StringComparison.Ordinal));
        Assert.Empty(simulator.Calls);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Doctor_AnyGateway_IsAskedWithAGetAndNoProof()
    {
        await using var gateway = new OneAnswer(Answer("404 Not Found"));

        await ToolRun.OfAsync(["doctor"], ToolRun.Settings(gateway.Address));

        Assert.StartsWith("GET / HTTP/1.1\r\n", gateway.Request, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", gateway.Request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Sign", gateway.Request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(7.08, "ok", null)]
    [InlineData(5, "ok", null)]
    [InlineData(4.99, "warn", "Top the account up")]
    public async Task Doctor_Floor_ShowsTheBalanceAndWarnsUnderIt(double balance, string result, string? fix)
    {
        await using var simulator = await ToolRun.StartSimulatorAsync(change: options => options.Balance = (decimal)balance);

        var run = await ToolRun.OfAsync(["doctor", "--json"], ToolRun.Settings(simulator.Address, ("BalanceFloor", "5")));

        Assert.Equal(0, run.ExitCode);
        var check = Find(run, "balance");
        Assert.Equal(result, check.GetProperty("result").GetString());
        Assert.Equal(FormattableString.Invariant($"{balance:0.00} CNY, and the floor is 5.00"), check.GetProperty("finding").GetString());
        Assert.Equal(fix is not null, check.TryGetProperty("fix", out var advice) && advice.GetString()!.Contains(fix!, StringComparison.Ordinal));
        Assert.Empty(simulator.Calls);
    }

    [Fact]
    public async Task Doctor_BalanceRefused_WarnsAndSaysWhy()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();

        var run = await ToolRun.OfAsync(
            ["doctor", "--json"], ToolRun.Settings(simulator.Address, ("Accounts__backup__BaseAddress", simulator.Address.ToString()),
                ("Accounts__backup__AccountSid", ToolRun.Account), ("Accounts__backup__AuthToken", "another-canary"),
                ("Accounts__backup__AppId", ToolRun.App), ("Accounts__backup__DisplayNumber", "01085485069"),
                ("Accounts__backup__BalanceFloor", "5")));

        Assert.Equal(0, run.ExitCode);
        var check = Find(run, "balance");
        Assert.Equal(("backup", "warn"), (check.GetProperty("account").GetString(), check.GetProperty("result").GetString()));
        Assert.Equal(
            "The gateway answered -203: the auth token is refused. Check Ytx:Accounts:backup:AuthToken. "
            + "If the account may not ask for its balance, remove Ytx:Accounts:backup:BalanceFloor.",
            check.GetProperty("fix").GetString());
    }

    [Fact]
    public async Task Doctor_NoFloor_HasNoBalance()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();

        var run = await ToolRun.OfAsync(["doctor"], ToolRun.Settings(simulator.Address));

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("balance", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "ok", 0)]
    [InlineData(59, "ok", 0)]
    [InlineData(61, "warn", 0)]
    [InlineData(-61, "warn", 0)]
    [InlineData(86_400, "warn", 0)]
    [InlineData(86_401, "fail", 1)]
    [InlineData(-86_401, "fail", 1)]
    public async Task Doctor_ClockOff_IsAWarningUntilTimestampsAreRefused(int seconds, string result, int exitCode)
    {
        await using var gateway = new OneAnswer(Answer("404 Not Found"));
        var clock = new FixedClock(new DateTimeOffset(2014, 4, 16, 6, 20, 30, TimeSpan.Zero).AddSeconds(seconds));

        var run = await ToolRun.OfAsync(["doctor", "--json"], ToolRun.Settings(gateway.Address), clock: clock);

        Assert.Equal(exitCode, run.ExitCode);
        var check = Find(run, "clock");
        Assert.Equal(result, check.GetProperty("result").GetString());
        Assert.Equal($"this machine's clock differs from the gateway's by {Math.Abs(seconds)} s", check.GetProperty("finding").GetString());
        Assert.Equal(result is not "ok", check.TryGetProperty("fix", out var fix) && fix.GetString()!.Contains("NTP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_AnswerWithoutDate_SaysThatTheClockIsNotCompared()
    {
        await using var gateway = new OneAnswer("HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n");

        var run = await ToolRun.OfAsync(["doctor", "--json"], ToolRun.Settings(gateway.Address));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("warn", Find(run, "clock").GetProperty("result").GetString());
    }

    [Theory]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", "warn", "If the redirect leads to the gateway")]
    [InlineData("401 Unauthorized", "warn", "allowed addresses")]
    [InlineData("403 Forbidden", "warn", "allowed addresses")]
    [InlineData("502 Bad Gateway", "warn", "Try again later")]
    [InlineData("200 OK", "ok", null)]
    [InlineData("404 Not Found", "ok", null)]
    [InlineData("405 Method Not Allowed", "ok", null)]
    public async Task Doctor_HttpStatus_IsExplained(string status, string result, string? fix)
    {
        await using var gateway = new OneAnswer(Answer(status));

        var run = await ToolRun.OfAsync(["doctor", "--json"], ToolRun.Settings(gateway.Address));

        var check = Find(run, "reach");
        Assert.Equal(result, check.GetProperty("result").GetString());
        Assert.Contains("HTTP " + status[..3], check.GetProperty("finding").GetString(), StringComparison.Ordinal);
        Assert.Equal(fix is null, !check.TryGetProperty("fix", out var advice));
        Assert.Contains(fix ?? "", fix is null ? "" : advice.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_NobodyListens_Fails()
    {
        using var bound = new Socket(SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        await AssertUnreachableAsync(
            new Uri($"http://127.0.0.1:{((IPEndPoint)bound.LocalEndPoint!).Port}"), "no connection", "firewall");
    }

    [Fact]
    public async Task Doctor_UnknownHost_Fails()
    {
        // Too long for a DNS question, so that none is asked.
        var label = new string('x', 62);
        var host = $"{label}.{label}.{label}.{label[..57]}.invalid";

        await AssertUnreachableAsync(new Uri($"https://{host}"), "name is not known", "DNS");
    }

    [Fact]
    public async Task Doctor_TlsToAServerWithoutIt_Fails()
    {
        await using var gateway = new OneAnswer(Answer("400 Bad Request"));

        await AssertUnreachableAsync(new UriBuilder(gateway.Address) { Scheme = "https" }.Uri, "no TLS connection", "certificate");
    }

    [Fact]
    public async Task Doctor_AServerThatIsNoHttp_Fails()
    {
        await using var gateway = new OneAnswer("SSH-2.0-x\r\n");

        await AssertUnreachableAsync(gateway.Address, "no HTTP answer", "is the gateway");
    }

    [Fact]
    public async Task Doctor_PlainHttp_IsAWarning()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync(anyHost: true);

        var run = await ToolRun.OfAsync(
            ["doctor"],
            ToolRun.Settings(
                simulator.Address,
                ("Proxy", simulator.Address.ToString()), ("BaseAddress", null), ("Environment", "Production")));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("warn  transport  plain http", run.Output, StringComparison.Ordinal);
        Assert.Contains("api.ytx.net", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData(null)]
    public async Task Doctor_BadSettings_PrintsEachAndReachesForNobody(string? json)
    {
        await using var gateway = new OneAnswer(Answer("200 OK"));
        var settings = ToolRun.Settings(gateway.Address, ("AppId", ""), ("PlayCount", "9"));

        var run = await ToolRun.OfAsync(json is null ? ["doctor"] : ["doctor", json], settings);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("fail", run.Output, StringComparison.Ordinal);
        Assert.Contains("Ytx:AppId", run.Output, StringComparison.Ordinal);
        Assert.Contains("Ytx:PlayCount", run.Output, StringComparison.Ordinal);
        Assert.Empty(gateway.Request);
    }

    [Theory]
    [InlineData("-205", "Ytx:AppId", "did not ring")]
    [InlineData("-3", "Ytx:Operation", "did not ring")]
    [InlineData("-100", "internal error", "may have rung")]
    [InlineData("-777", "not documented", "may have rung")]
    [InlineData("0", "accepted", "yet to ring")]
    public async Task Doctor_Explain_SaysWhatAStatusMeans(string status, string meaning, string rang)
    {
        var run = await ToolRun.OfAsync(["doctor", "--explain", status]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"The gateway answered {status}: ", run.Output, StringComparison.Ordinal);
        Assert.Contains(meaning, run.Output, StringComparison.Ordinal);
        Assert.Contains(rang, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("99999999999")]
    public async Task Doctor_ExplainNoStatus_IsOneSentence(string status)
    {
        var run = await ToolRun.OfAsync(["doctor", "--explain", status]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("such as -205", run.ErrorLine, StringComparison.Ordinal);
    }

    private static async Task AssertUnreachableAsync(Uri address, string finding, string fix)
    {
        var run = await ToolRun.OfAsync(["doctor", "--json"], ToolRun.Settings(address));

        Assert.Equal(1, run.ExitCode);
        var check = Find(run, "reach");
        Assert.Equal("fail", check.GetProperty("result").GetString());
        Assert.Contains(finding, check.GetProperty("finding").GetString(), StringComparison.Ordinal);
        Assert.Contains(fix, check.GetProperty("fix").GetString(), StringComparison.Ordinal);
    }

    private static JsonElement Find(ToolRun run, string name)
    {
        using var json = JsonDocument.Parse(run.Output);
        return Assert.Single(json.RootElement.EnumerateArray().ToArray(), check => check.GetProperty("name").GetString() == name)
            .Clone();
    }

    private static string Answer(string status) =>
        $"HTTP/1.1 {status}\r\nDate: Wed, 16 Apr 2014 06:20:30 GMT\r\nContent-Length: 0\r\n\r\n";
}
