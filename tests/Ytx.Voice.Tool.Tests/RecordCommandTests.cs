using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tool.Tests;

public sealed class RecordCommandTests
{
    private const string Answered =
        """{"cdr":[{"requestid":"2016010000000205","called":"13911281234","calledetime":"2026-03-01 10:00:30","duration":12,"oriamount":0.12,"stateDesc":"\u5E94\u7B54|\u6B63\u5E38"}]}""";

    [Fact]
    public async Task Record_OfACall_PrintsWhatBecameOfIt()
    {
        await using var gateway = new OneAnswer(Http(Answered));

        var run = await RunAsync(gateway.Address, "2016010000000205");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "State:     Answered", "Number:    139****1234", "Answered:  2026-03-01 02:00:18Z", "Ended:     2026-03-01 02:00:30Z",
                "Duration:  12 s", "Cost:      0.12 CNY",
            ],
            run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"POST /201512/sid/{ToolRun.Account}/call/CallCdr.wx?Sign=", gateway.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_Json_HasTheSameAndNoNumber()
    {
        await using var gateway = new OneAnswer(Http(Answered));

        var run = await RunAsync(gateway.Address, "2016010000000205", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        var record = json.RootElement;
        Assert.Equal("2016010000000205", record.GetProperty("requestId").GetString());
        Assert.Equal("Answered", record.GetProperty("state").GetString());
        Assert.Equal("139****1234", record.GetProperty("number").GetString());
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 2, 0, 18, TimeSpan.Zero), record.GetProperty("answeredAt").GetDateTimeOffset());
        Assert.Equal((12, 0.12m), (record.GetProperty("seconds").GetDouble(), record.GetProperty("cost").GetDecimal()));
        Assert.DoesNotContain("1128", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_ThatDoesNotTellTheEnd_SaysSo()
    {
        const string Unfinished = """{"cdr":[{"requestid":"1","duration":0,"oriamount":0.06}]}""";
        await using var gateway = new OneAnswer(Http(Unfinished));
        await using var again = new OneAnswer(Http(Unfinished));

        var text = await RunAsync(gateway.Address, "1");
        var json = await RunAsync(again.Address, "1", "--json");

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        Assert.Equal(
            ["State:     not known yet", "Cost:      0.06 CNY"],
            text.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        using var record = JsonDocument.Parse(json.Output);
        Assert.Equal(["requestId", "cost"], record.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Record_OfTheSimulatorsCall_IsDeclined()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync(change: static options =>
        {
            options.RingTime = TimeSpan.FromMinutes(1);
            options.RecordDelay = TimeSpan.Zero;
        });
        await ToolRun.OfAsync(["call", "13911281234"], ToolRun.Settings(simulator.Address));
        var call = Assert.Single(simulator.Calls);

        var before = await RunAsync(simulator.Address, call.RequestId);
        simulator.Decline(call);
        var after = await RunAsync(simulator.Address, call.RequestId);

        Assert.Equal(1, before.ExitCode);
        Assert.StartsWith("The gateway has no record of this call. It has none before about 20 s", before.ErrorLine, StringComparison.Ordinal);
        Assert.Empty(before.Output);
        Assert.Equal(0, after.ExitCode);
        Assert.StartsWith("State:     Rejected" + Environment.NewLine + "Number:    139****1234", after.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_NoFid_IsOneSentenceAndNothingSent()
    {
        await using var gateway = new OneAnswer(Http(Answered));

        var run = await ToolRun.OfAsync(["record", "2016010000000205"], ToolRun.Settings(gateway.Address));

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("Ytx:CallRecords:Fid is not set", run.ErrorLine, StringComparison.Ordinal);
        Assert.Empty(gateway.Request);
    }

    [Fact]
    public async Task Record_NamedAccountHasTheFid_IsAskedAndNamed()
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();

        var run = await ToolRun.OfAsync(
            ["record", "2016010000000205"], ToolRun.Settings(simulator.Address, ("Accounts__backup__BaseAddress", simulator.Address.ToString()),
                ("Accounts__backup__AccountSid", ToolRun.Account), ("Accounts__backup__AuthToken", "another-canary"),
                ("Accounts__backup__AppId", ToolRun.App), ("Accounts__backup__DisplayNumber", "01085485069"),
                ("Accounts__backup__CallRecords__Fid", "4")));

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("Failed. The gateway answered -203: the auth token is refused. Check Ytx:Accounts:backup:AuthToken.", run.ErrorLine);
    }

    public static TheoryData<string, string[]> Failures => new()
    {
        { "503", ["HTTP 503"] },
        { "-205", ["Ytx:AppId", "allowed addresses"] },
        { "-101", ["illegal parameter", "For a record check Ytx:CallRecords:Fid and the id."] },
        { "garbage", ["has no records"] },
        { "cut", ["The gateway could not be asked (", "Check Ytx:BaseAddress"] },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Record_Failure_SaysInPlainWordsWhatToFix(string fault, string[] words)
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();
        simulator.QueueFault((fault switch
        {
            "503" => SimulatorFault.Http(503),
            "garbage" => SimulatorFault.Garbage(),
            "cut" => SimulatorFault.CutBefore(),
            _ => SimulatorFault.Refuse(fault),
        }).On(SimulatorOperation.Record));

        var run = await RunAsync(simulator.Address, "2016010000000205");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Failed. ", run.ErrorLine, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, run.ErrorLine, StringComparison.Ordinal));
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Record_NobodyListens_SaysSo()
    {
        using var bound = new Socket(SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var run = await RunAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)bound.LocalEndPoint!).Port}"), "1");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            "Failed. The gateway could not be asked (ConnectionError). Check Ytx:BaseAddress, the network and the firewall.", run.ErrorLine);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2016 01")]
    [InlineData("2016\n01")]
    [InlineData("\u0661\u0662")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Record_BadId_IsOneSentenceAndNothingSent(string id)
    {
        await using var gateway = new OneAnswer(Http(Answered));

        var run = await RunAsync(gateway.Address, id);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("A request id has 1 to 64 visible ASCII characters, such as 2016010000000205.", run.ErrorLine);
        Assert.Empty(gateway.Request);
    }

    private static Task<ToolRun> RunAsync(Uri address, params string[] args) =>
        ToolRun.OfAsync(["record", .. args], ToolRun.Settings(address, ("CallRecords__Fid", "4")));

    private static string Http(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
