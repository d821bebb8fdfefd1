using System.Net;
using System.Text.Json.Nodes;

namespace Ytx.Voice.Simulator.Tests;

public sealed class SimulatorFaultTests : SimulatorTest
{
    private const string Path = "/_simulator/faults";

    [Fact]
    public async Task Refuse_Queued_AnswersItsCodeOnceAndRecordsNothing()
    {
        await QueueAsync("""{"kind":"refuse","statusCode":"-204","statusMsg":"余额不足"}""");

        var first = await SendAsync(NewCall());
        Assert.Equal("""{"statusCode":"-204","statusMsg":"余额不足","requestId":""}""", Plain(first));
        Assert.Empty(Simulator.Calls);

        await PlaceAsync();
    }

    [Fact]
    public async Task Http_Queued_AnswersItsStatusAndRetryAfter()
    {
        await QueueAsync("""{"kind":"http","status":503,"retryAfter":5}""");

        using var response = await Client.SendAsync(NewCall().ToRequest(), Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancelled));
        Assert.Empty(Simulator.Calls);
    }

    [Fact]
    public async Task Http_WithoutRetryAfter_SendsNoSuchHeader()
    {
        Simulator.QueueFault(SimulatorFault.Http(307));

        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = Simulator.Address };
        using var response = await client.SendAsync(NewCall().ToRequest(), Cancelled);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Delay_Queued_AnswersOnlyAfterThatTime()
    {
        await QueueAsync("""{"kind":"delay","milliseconds":1500}""");
        var sending = SendAsync(NewCall());
        await Clock.Waiting.WaitAsync(Cancelled);

        Clock.Advance(TimeSpan.FromMilliseconds(1499));
        Assert.Empty(Simulator.Calls);

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("0", (string?)(await sending)["statusCode"]);
        Assert.Equal(Start.AddMilliseconds(1500), Assert.Single(Simulator.Calls).ReceivedAt);
    }

    [Fact]
    public async Task Delay_WhenSimulatorStops_DoesNotHoldItUp()
    {
        Simulator.QueueFault(SimulatorFault.Delay(TimeSpan.FromSeconds(60)));
        var sending = SendAsync(NewCall());
        await Clock.Waiting.WaitAsync(Cancelled);

        await Simulator.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(4), Cancelled);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sending);
    }

    [Fact]
    public async Task CutBefore_Queued_CutsAndRecordsNothing()
    {
        await QueueAsync("""{"kind":"cutBefore"}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(NewCall()));

        Assert.Empty(Simulator.Calls);
    }

    [Fact]
    public async Task CutAfter_Queued_CutsButRecordsTheCall()
    {
        await QueueAsync("""{"kind":"cutAfter"}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(NewCall()));

        Assert.Single(Simulator.Calls);
    }

    [Fact]
    public async Task CutAfter_RequestBreaksARule_AnswersTheRefusal()
    {
        Simulator.QueueFault(SimulatorFault.CutAfter());
        var call = NewCall();
        call.Fields["time"] = 4;

        Assert.Equal("-101", (string?)(await SendAsync(call))["statusCode"]);
        Assert.Empty(Simulator.Calls);
    }

    [Fact]
    public async Task Garbage_Queued_AnswersOkWithoutJson()
    {
        await QueueAsync("""{"kind":"garbage"}""");

        using var response = await Client.SendAsync(NewCall().ToRequest(), Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(text));
        Assert.Empty(Simulator.Calls);
    }

    [Fact]
    public async Task Oversize_Queued_AnswersMoreThanAMebibyteOfJson()
    {
        await QueueAsync("""{"kind":"oversize"}""");

        using var response = await Client.SendAsync(NewCall().ToRequest(), Cancelled);

        var body = await response.Content.ReadAsByteArrayAsync(Cancelled);
        Assert.InRange(body.Length, 1024 * 1024, (1024 * 1024) + 1000);
        Assert.Equal("0", (string?)JsonNode.Parse(body)!["statusCode"]);
        Assert.Empty(Simulator.Calls);
    }

    [Fact]
    public async Task Faults_Several_ArePlayedInOrderOneARequest()
    {
        await QueueAsync("""
            [{"kind":"refuse","statusCode":"-104","count":2},{"kind":"refuse","statusCode":"-100"}]
            """);

        var wrongEvenUnsigned = NewCall();
        wrongEvenUnsigned.Query = "";
        string?[] codes =
        [
            (string?)(await SendAsync(NewCall()))["statusCode"],
            (string?)(await SendAsync(wrongEvenUnsigned))["statusCode"],
            (string?)(await SendAsync(NewCall()))["statusCode"],
            (string?)(await SendAsync(NewCall()))["statusCode"],
        ];

        Assert.Equal(["-104", "-104", "-100", "0"], codes);
    }

    [Fact]
    public async Task Faults_OtherRequests_TakeNone()
    {
        Simulator.QueueFault(SimulatorFault.Refuse("-104"));
        var get = NewCall();
        get.Method = HttpMethod.Get;

        await Client.GetStringAsync("/", Cancelled);
        await Client.GetStringAsync("/_simulator/calls", Cancelled);
        await SendAsync(get);

        Assert.Equal("-104", (string?)(await SendAsync(NewCall()))["statusCode"]);
    }

    [Fact]
    public async Task List_Queued_ShowsWhatIsLeftAndDeleteClears()
    {
        await QueueAsync("""
            [{"kind":"refuse","statusCode":"-204","statusMsg":"x","count":3},
             {"kind":"http","status":503,"retryAfter":5},
             {"kind":"delay","milliseconds":1500},{"kind":"cutBefore"},{"kind":"cutAfter"},
             {"kind":"garbage"},{"kind":"oversize"}]
            """);
        await SendAsync(NewCall());

        Assert.Equal(
            """
            [{"kind":"refuse","statusCode":"-204","statusMsg":"x","count":2},
            {"kind":"http","status":503,"retryAfter":5,"count":1},
            {"kind":"delay","milliseconds":1500,"count":1},
            {"kind":"cutBefore","count":1},{"kind":"cutAfter","count":1},
            {"kind":"garbage","count":1},{"kind":"oversize","count":1}]
            """.ReplaceLineEndings(""),
            await Client.GetStringAsync(Path, Cancelled));

        using var response = await Client.DeleteAsync(Path, Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("[]", await Client.GetStringAsync(Path, Cancelled));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"kind":"explode"}""")]
    [InlineData("""{"kind":"Garbage"}""")]
    [InlineData("""{"kind":"garbage","colour":"red"}""")]
    [InlineData("""{"kind":"garbage","status":503}""")]
    [InlineData("""{"kind":"garbage","count":0}""")]
    [InlineData("""{"kind":"garbage","count":1001}""")]
    [InlineData("""{"kind":"refuse"}""")]
    [InlineData("""{"kind":"refuse","statusCode":-204}""")]
    [InlineData("""{"kind":"refuse","statusCode":"0"}""")]
    [InlineData("""{"kind":"refuse","statusCode":"no"}""")]
    [InlineData("""{"kind":"http"}""")]
    [InlineData("""{"kind":"http","status":199}""")]
    [InlineData("""{"kind":"http","status":600}""")]
    [InlineData("""{"kind":"http","status":503,"retryAfter":-1}""")]
    [InlineData("""{"kind":"delay"}""")]
    [InlineData("""{"kind":"delay","milliseconds":60001}""")]
    [InlineData("""[{"kind":"garbage"},{"kind":"explode"}]""")]
    public async Task Add_NotAFault_AnswersProblemWithTheKindsAndQueuesNothing(string body)
    {
        using var response = await Client.PostAsync(Path, Json(body), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            ["refuse", "http", "delay", "cutBefore", "cutAfter", "garbage", "oversize"],
            (await ReadAsync(response))["kinds"]!.AsArray().Select(kind => (string?)kind));
        Assert.Equal("[]", await Client.GetStringAsync(Path, Cancelled));
    }

    [Fact]
    public async Task Add_QueueFull_IsRefusedBothWays()
    {
        var many = string.Join(',', Enumerable.Repeat("""{"kind":"garbage"}""", 999));
        await QueueAsync($"[{many}]");

        var two = Json("""[{"kind":"garbage"},{"kind":"garbage"}]""");
        using var response = await Client.PostAsync(Path, two, Cancelled);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);

        Simulator.QueueFault(SimulatorFault.Garbage());
        Assert.Throws<InvalidOperationException>(() => Simulator.QueueFault(SimulatorFault.Garbage()));

        Simulator.ClearFaults();
        await PlaceAsync();
    }

    [Fact]
    public void Create_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentException>(() => SimulatorFault.Refuse("000"));
        Assert.Throws<ArgumentException>(() => SimulatorFault.Refuse("-"));
        Assert.Throws<ArgumentException>(() => SimulatorFault.Refuse("-1", new string('x', 201)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatorFault.Http(503, TimeSpan.FromDays(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatorFault.Delay(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatorFault.Garbage().Times(0));
    }

    private async Task QueueAsync(string json)
    {
        using var response = await Client.PostAsync(Path, Json(json), Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static string Plain(JsonObject answer) => answer.ToJsonString(
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
