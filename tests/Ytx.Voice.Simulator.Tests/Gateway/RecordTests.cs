using System.Net;

namespace Ytx.Voice.Simulator.Tests;

/// <summary>The record of a call, asked for.</summary>
public sealed class RecordTests : SimulatorTest
{
    private static readonly Dictionary<string, (Action<GatewayCall> Spoil, string Status, string Where)> Violations = new()
    {
        ["version"] = (c => c.Version = "201612", "-101", "version"),
        ["func"] = (c => c.Func = "account", "-101", "func"),
        ["funcURL in another case"] = (c => c.Function = "callcdr.wx", "-101", "funcURL"),
        ["Accept XML"] = (c => c.Accept = "application/xml", "-101", "Accept"),
        ["account unknown"] = (c => c.PathAccount = c.HeaderAccount = "other-account", "-200", "accountSID"),
        ["Authorization absent"] = (c => c.Authorization = "", "-202", "Authorization"),
        ["timestamp too old"] = (c => c.Timestamp = "20260228195959", "-202", "24 hours"),
        ["Sign of another token"] = (c => c.Token = "other-token", "-203", "Sign"),
        ["body not JSON"] = (c => c.Text = "action=getCdrByResId", "-4", "body"),
        ["action absent"] = (c => c.Fields.Remove("action"), "-2", "action"),
        ["appid absent"] = (c => c.Fields.Remove("appid"), "-2", "appid"),
        ["fid absent"] = (c => c.Fields.Remove("fid"), "-2", "fid"),
        ["lastresid empty"] = (c => c.Fields["lastresid"] = "", "-2", "lastresid"),
        ["limit absent"] = (c => c.Fields.Remove("limit"), "-2", "limit"),
        ["action of a call"] = (c => c.Fields["action"] = "callOutCode", "-3", "getCdrByResId"),
        ["appid of another"] = (c => c.Fields["appid"] = "other-app", "-205", "appid"),
        ["fid of another function"] = (c => c.Fields["fid"] = "5", "-101", "fid"),
        ["lastresid a number"] = (c => c.Fields["lastresid"] = 2026030100000001, "-101", "lastresid"),
        ["lastresid too short"] = (c => c.Fields["lastresid"] = "202603010000001", "-101", "lastresid"),
        ["lastresid a text"] = (c => c.Fields["lastresid"] = "a026030100000001", "-101", "lastresid"),
        ["limit a string"] = (c => c.Fields["limit"] = "0", "-101", "limit"),
        ["limit one"] = (c => c.Fields["limit"] = 1, "-101", "limit"),
        ["limit a list"] = (c => c.Fields["limit"] = new[] { 0 }, "-101", "limit"),
    };

    public static TheoryData<string> ViolationNames => [.. Violations.Keys];

    [Fact]
    public async Task Record_OfAnAnsweredCall_HasNumbersAsNumbersAndChinaTime()
    {
        var id = await PlaceAsync();
        Clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(
            $$"""
            {"cdr":[{"requestid":"{{id}}","appid":"simulator-app","fid":"4","caller":"01085485069","called":"13911281234",
            "callerstime":"2026-03-01 20:00:00","calleretime":"2026-03-01 20:00:18","calledstime":"2026-03-01 20:00:03",
            "calledetime":"2026-03-01 20:00:18","duration":15,"oriamount":0.12,"stateDesc":"应答|正常"}]}
            """.ReplaceLineEndings(""),
            await AskAsync(id));
    }

    [Fact]
    public async Task Record_OfADeclinedCall_CostsNothing()
    {
        var id = await PlaceAsync();
        Clock.Advance(TimeSpan.FromSeconds(2));
        Simulator.Decline(Simulator.Calls[0]);
        Clock.Advance(TimeSpan.FromSeconds(18));

        Assert.EndsWith(
            "\"calledstime\":\"2026-03-01 20:00:00\",\"calledetime\":\"2026-03-01 20:00:02\",\"duration\":0,\"oriamount\":0,"
            + "\"stateDesc\":\"用户拒接\"}]}",
            await AskAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_BeforeTheDelayOrTheEnd_IsNotThereYet()
    {
        var declined = await PlaceAsync();
        Simulator.Decline(Simulator.Calls[0]);
        var rings = await PlaceAsync();
        Simulator.LetRing(Simulator.Calls[0]);

        Clock.Advance(TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
        Assert.Equal("""{"cdr":[]}""", await AskAsync(declined));

        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Contains(declined, await AskAsync(declined), StringComparison.Ordinal);
        Assert.Equal("""{"cdr":[]}""", await AskAsync(rings));

        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("无应答", await AskAsync(rings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_OfNoCall_IsNone()
    {
        await PlaceAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("""{"cdr":[]}""", await AskAsync("2016010000000205"));
    }

    [Fact]
    public async Task Record_FidAndDelayOfTheOptions_AreUsed()
    {
        await RestartAsync(options => (options.RecordFid, options.RecordDelay) = ("17", TimeSpan.Zero));
        var id = await PlaceAsync();
        Simulator.Decline(Simulator.Calls[0]);
        var ask = GatewayCall.ForRecord(Clock.GetUtcNow(), id);
        Assert.Equal("-101", (string?)(await SendAsync(ask))["statusCode"]);

        ask.Fields["fid"] = "17";

        Assert.Equal("17", (string?)(await SendAsync(ask))["cdr"]![0]!["fid"]);
    }

    [Theory]
    [MemberData(nameof(ViolationNames))]
    public async Task Record_OneRuleBroken_AnswersItsCode(string name)
    {
        var id = await PlaceAsync();
        Clock.Advance(TimeSpan.FromSeconds(20));
        var ask = GatewayCall.ForRecord(Clock.GetUtcNow(), id);
        var (spoil, status, where) = Violations[name];
        spoil(ask);

        var answer = await SendAsync(ask);

        Assert.Equal(["statusCode", "statusMsg", "requestId"], answer.Select(pair => pair.Key));
        Assert.Equal(status, (string?)answer["statusCode"]);
        Assert.Contains(where, (string?)answer["statusMsg"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_OfCallsAndOfRecords_WaitForTheirOwn()
    {
        var id = await PlaceAsync();
        Clock.Advance(TimeSpan.FromSeconds(20));
        using (var queued = await Client.PostAsync(
            "/_simulator/faults", Json("""[{"kind":"refuse","statusCode":"-104"},{"kind":"http","status":503,"on":"record","count":1}]"""),
            Cancelled))
        {
            Assert.Equal(HttpStatusCode.NoContent, queued.StatusCode);
        }

        using (var refused = await Client.SendAsync(GatewayCall.ForRecord(Clock.GetUtcNow(), id).ToRequest(), Cancelled))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        Assert.Contains(id, await AskAsync(id), StringComparison.Ordinal);
        Assert.Equal("-104", (string?)(await SendAsync(NewCall()))["statusCode"]);
    }

    [Fact]
    public async Task CutAfter_OnARecord_CutsTheAnswer()
    {
        var id = await PlaceAsync();
        Simulator.QueueFault(SimulatorFault.CutAfter().On(SimulatorOperation.Record));

        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(id));
    }

    private async Task<string> AskAsync(string requestId)
    {
        using var response = await Client.SendAsync(GatewayCall.ForRecord(Clock.GetUtcNow(), requestId).ToRequest(), Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }
}
