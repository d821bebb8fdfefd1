using System.Net;
using System.Text.Json.Nodes;

namespace Ytx.Voice.Simulator.Tests;

public sealed class PushFaultTests : SimulatorTest
{
    private const string Path = "/_simulator/push-faults";

    private Callback _callback = null!;

    private SimulatedCall Call => Simulator.Calls[0];

    [Fact]
    public async Task Twice_Queued_SendsTheNextPushTwice()
    {
        await QueueAsync("""{"kind":"twice"}""");

        Assert.Equal(["callout", "callout", "alerting", "disconnect", "record"], await DeclineAsync());
    }

    [Fact]
    public async Task OutOfOrder_Queued_SendsTheNextPushAfterItsFollower()
    {
        await QueueAsync("""{"kind":"outOfOrder"}""");

        Assert.Equal(["alerting", "callout", "disconnect", "record"], await DeclineAsync());
    }

    [Fact]
    public async Task OutOfOrder_NothingFollows_SendsItAfterFiveSeconds()
    {
        await QueueAsync("""{"kind":"outOfOrder","on":"record"}""");
        Assert.Equal(["callout", "alerting", "disconnect"], await DeclineAsync());

        Clock.Advance(TimeSpan.FromSeconds(5));
        await UntilAsync(4);

        Assert.Equal("record", Told()[^1]);
    }

    [Fact]
    public async Task Lost_Queued_SendsAllButTheNextPush()
    {
        await QueueAsync("""{"kind":"lost","on":"record"}""");

        Assert.Equal(["callout", "alerting", "disconnect"], await DeclineAsync());
    }

    [Fact]
    public async Task Late_Queued_SendsTheNextPushAtItsTimeAndTheOthersBefore()
    {
        await QueueAsync("""{"kind":"late","milliseconds":10000}""");
        Assert.Equal(["alerting", "disconnect", "record"], await DeclineAsync());

        // Outside of the test's own context what waits for the clock goes on before the clock has moved, so that it is not missed.
        await Task.Run(() => Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1)), Cancelled);
        await Simulator.WaitForPushesAsync(Cancelled);
        Assert.Equal(3, Told().Count);

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await UntilAsync(4);
        Assert.Equal("callout", Told()[^1]);
    }

    [Theory]
    [InlineData("appid", "appid", "another-app")]
    [InlineData("number", "tel", "13911281235")]
    public async Task Forged_Queued_SendsARecordWithThatWrong(string what, string field, string value)
    {
        await QueueAsync($$"""{"kind":"forged","forged":"{{what}}","on":"record"}""");
        await DeclineAsync();

        var genuine = Simulator.Calls[0];
        var record = JsonNode.Parse(_callback.Bodies[^1])!["cdr"]![0]!.AsObject();
        Assert.Equal(value, (string?)record[field]);
        Assert.Equal(genuine.RequestId, (string?)record["requestid"]);
        Assert.Equal("用户拒接", (string?)record["stateDesc"]);
        Assert.Equal("[]", await Client.GetStringAsync(Path, Cancelled));
    }

    [Fact]
    public async Task Forged_RequestId_NamesACallThatNeverWas()
    {
        Simulator.QueuePushFault(PushFault.Forged(PushForgery.RequestId).On(SimulatedPushKind.State));
        await DeclineAsync();

        var forged = (string)JsonNode.Parse(_callback.Bodies[0])!["requestid"]!;
        Assert.Equal(("9" + Call.RequestId[1..], 16), (forged, forged.Length));
        Assert.NotEqual(Call.RequestId, forged);
    }

    [Fact]
    public async Task SendPush_Asked_SendsItAtOnceAndTellsTheAnswer()
    {
        var id = await PlaceAsync();
        await Simulator.WaitForPushesAsync(Cancelled);
        _callback.Status = HttpStatusCode.Accepted;

        var record = await Simulator.SendRecordPushAsync(Call, PushForgery.AppId, "用户正忙", Cancelled);
        var state = await Simulator.SendStatePushAsync(Call, "answer", cancellationToken: Cancelled);
        var other = await Simulator.SendPushAsync("not JSON", Cancelled);

        Assert.Equal(
            [
                $$"""{"cdr":[{"requestid":"{{id}}","appid":"another-app","fid":"4","tel":"13911281234","stime":"20260301200000","etime":"20260301200000","duration":"0","oriamount":"0","stateDesc":"用户正忙"}]}""",
                $$"""{"requestid":"{{id}}","dsc":"13911281234","state":"answer","stateDesc":"应答","timestamp":"20260301200000"}""",
                "not JSON",
            ],
            _callback.Bodies.Skip(2));
        Assert.Equal(
            [(SimulatedPushKind.Record, id, 202), (SimulatedPushKind.State, id, 202), (SimulatedPushKind.Other, "", 202)],
            new[] { record, state, other }.Select(push => (push.Kind, push.RequestId, push.StatusCode ?? 0)));
        await Assert.ThrowsAsync<ArgumentException>(() => Simulator.SendStatePushAsync(Call, "hello", cancellationToken: Cancelled));
        Assert.DoesNotContain("13911281234", record.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pushes_AskedOverHttp_AreSentAndListed()
    {
        var id = await PlaceAsync();
        await Simulator.WaitForPushesAsync(Cancelled);

        using var response = await Client.PostAsync(
            "/_simulator/pushes", Json($$"""{"requestId":"{{id}}","state":"disconnect","stateDesc":"关机","forged":"number"}"""), Cancelled);

        var sent = await ReadAsync(response);
        Assert.Equal(("state", id, 200), ((string?)sent["kind"], (string?)sent["requestId"], (int?)sent["statusCode"]));
        Assert.Equal(
            $$"""{"requestid":"{{id}}","dsc":"13911281235","state":"disconnect","stateDesc":"关机","timestamp":"20260301200000"}""",
            _callback.Bodies[^1]);
        var list = JsonNode.Parse(await Client.GetStringAsync("/_simulator/pushes", Cancelled))!.AsArray();
        Assert.Equal(_callback.Bodies.Reverse(), list.Select(push => (string?)push!["body"]));
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("""{"requestId":"1","url":"http://evil.example"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"requestId":"1"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"requestId":"ID","state":"hello"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"requestId":"ID","forged":"hello"}""", HttpStatusCode.BadRequest)]
    public async Task Pushes_AskedWrongly_AreNotSent(string body, HttpStatusCode status)
    {
        var id = await PlaceAsync();
        await Simulator.WaitForPushesAsync(Cancelled);

        using var response = await Client.PostAsync(
            "/_simulator/pushes", Json(body.Replace("ID", id, StringComparison.Ordinal)), Cancelled);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(2, _callback.Bodies.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kind":"Twice"}""")]
    [InlineData("""{"kind":"twice","milliseconds":1}""")]
    [InlineData("""{"kind":"late"}""")]
    [InlineData("""{"kind":"late","milliseconds":3600001}""")]
    [InlineData("""{"kind":"forged"}""")]
    [InlineData("""{"kind":"forged","forged":"none"}""")]
    [InlineData("""{"kind":"twice","on":"other"}""")]
    [InlineData("""{"kind":"twice","colour":"red"}""")]
    public async Task Add_NotAFault_AnswersProblemWithTheKindsAndQueuesNothing(string body)
    {
        using var response = await Client.PostAsync(Path, Json(body), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            ["late", "twice", "outOfOrder", "lost", "forged"],
            (await ReadAsync(response))["kinds"]!.AsArray().Select(kind => (string?)kind));
        Assert.Equal("[]", await Client.GetStringAsync(Path, Cancelled));
    }

    [Fact]
    public async Task List_Queued_ShowsThemAndDeleteClears()
    {
        string[] faults =
        [
            """{"kind":"late","milliseconds":10000}""", """{"kind":"twice","on":"state"}""", """{"kind":"outOfOrder"}""",
            """{"kind":"lost","on":"record"}""", """{"kind":"forged","forged":"requestid"}""",
        ];
        foreach (var fault in faults)
        {
            await QueueAsync(fault);
        }

        Assert.Equal($"[{string.Join(',', faults)}]", await Client.GetStringAsync(Path, Cancelled));
        using var response = await Client.DeleteAsync(Path, Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("[]", await Client.GetStringAsync(Path, Cancelled));
    }

    [Fact]
    public void Create_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PushFault.Late(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PushFault.Forged((PushForgery)(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PushFault.Twice().On(SimulatedPushKind.Other));
    }

    private protected override async ValueTask StartedAsync()
    {
        _callback = await Callback.StartAsync();
        Simulator.CallStatusUrl = _callback.Url;
    }

    private protected override ValueTask EndingAsync() => _callback.DisposeAsync();

    private async Task<IReadOnlyList<string>> DeclineAsync()
    {
        await PlaceAsync();
        await Simulator.WaitForPushesAsync(Cancelled);
        Simulator.Decline(Call);
        await Simulator.WaitForPushesAsync(Cancelled);
        return Told();
    }

    private IReadOnlyList<string> Told() => [.. _callback.Bodies.Select(body => (string?)JsonNode.Parse(body)!["state"] ?? "record")];

    /// <summary>A wait for the clock goes on in another thread than the one that moved it.</summary>
    private async Task UntilAsync(int count)
    {
        for (var came = 0; came < count; came++)
        {
            await _callback.NextAsync();
        }
    }

    private async Task QueueAsync(string json)
    {
        using var response = await Client.PostAsync(Path, Json(json), Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
