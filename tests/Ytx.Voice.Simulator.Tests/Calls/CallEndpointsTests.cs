using System.Net;

namespace Ytx.Voice.Simulator.Tests;

public sealed class CallEndpointsTests : SimulatorTest
{
    private const int MaxCalls = 5;

    [Fact]
    public async Task Calls_OfBothOperations_HaveExactlyTheDocumentedShape()
    {
        var first = await PlaceAsync();
        var call = NewCall();
        call.Function = "CodeCallOut.wx";
        call.Fields["action"] = "callOutCode";
        call.Fields["dst"] = "01085485069";
        call.Fields["time"] = 3;
        call.Fields.Remove("dstclid");
        call.Fields["templateId"] = 2750;
        call.Fields["datas"] = new[] { "482913", "5" };
        call.Fields["speed"] = 7;
        Clock.Advance(TimeSpan.FromSeconds(3));
        var second = (string?)(await SendAsync(call))["requestId"];

        using var response = await Client.GetAsync("/_simulator/calls", Cancelled);

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            $$"""
            [{"requestId":"{{second}}","dst":"01085485069","code":"482913","time":"3","dstclid":null,
            "action":"callOutCode","function":"CodeCallOut.wx","templateId":"2750","datas":["482913","5"],"speed":"7",
            "receivedAt":"2026-03-01T12:00:03+00:00","state":"ringing","answeredAt":null,"endedAt":null,"duration":0,
            "cost":0,"stateDesc":null,"person":null},
            {"requestId":"{{first}}","dst":"13911281234","code":"482913","time":"2","dstclid":"01085485069",
            "action":"templateNoticeCall","function":"NoticeCall.wx","templateId":null,"datas":[],"speed":null,
            "receivedAt":"2026-03-01T12:00:00+00:00","state":"answered","answeredAt":"2026-03-01T12:00:03+00:00",
            "endedAt":null,"duration":0,"cost":0,"stateDesc":null,"person":null}]
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task State_AtRingTime_TurnsToAnswered()
    {
        await PlaceAsync();
        var call = Simulator.Calls[0];

        Clock.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromTicks(1));
        Assert.Equal(SimulatedCallState.Ringing, call.State);

        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(SimulatedCallState.Answered, call.State);
    }

    [Fact]
    public async Task Calls_MoreThanTheBound_DropTheOldest()
    {
        for (var number = 0; number < MaxCalls + 2; number++)
        {
            await PlaceAsync($"{number}");
        }

        Assert.Equal(["6", "5", "4", "3", "2"], Simulator.Calls.Select(call => call.Code));
    }

    [Fact]
    public async Task Delete_Calls_ForgetsThem()
    {
        await PlaceAsync();

        using var response = await Client.DeleteAsync("/_simulator/calls", Cancelled);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("[]", await Client.GetStringAsync("/_simulator/calls", Cancelled));
        Assert.Empty(Simulator.Calls);
    }

    [Fact]
    public async Task Events_WhileOpen_BringTheListThenEachCallThenTheClearing()
    {
        var before = await PlaceAsync("111111");
        using var response = await OpenEventsAsync();
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);

        Assert.Equal("retry: 1000", await events.ReadLineAsync(Cancelled));
        var list = await NextAsync(events, "calls");
        Assert.StartsWith(
            $$"""[{"requestId":"{{before}}","dst":"13911281234","code":"111111",""", list, StringComparison.Ordinal);

        var after = await PlaceAsync("222222");
        var call = await NextAsync(events, "call");
        Assert.StartsWith(
            $$"""{"requestId":"{{after}}","dst":"13911281234","code":"222222",""", call, StringComparison.Ordinal);

        Simulator.ClearCalls();
        Assert.Equal("[]", await NextAsync(events, "calls"));
    }

    [Fact]
    public async Task Events_SimulatorStops_EndWithoutDelay()
    {
        using var response = await OpenEventsAsync();

        await Simulator.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(4), Cancelled);

        var rest = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.Contains("event: calls", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_MoreThan64Readers_AreRefusedUntilOneLeaves()
    {
        var open = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => OpenEventsAsync()));
        using (var refused = await OpenEventsAsync())
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        open[0].Dispose();
        HttpStatusCode status;
        do
        {
            using var next = await OpenEventsAsync();
            status = next.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);

        Assert.Equal(HttpStatusCode.OK, status);
        Array.ForEach(open, response => response.Dispose());
    }

    private protected override void Configure(SimulatorOptions options) => options.MaxCalls = MaxCalls;

    private Task<HttpResponseMessage> OpenEventsAsync() =>
        Client.GetAsync("/_simulator/events", HttpCompletionOption.ResponseHeadersRead, Cancelled);

    private static async Task<string> NextAsync(StreamReader events, string name)
    {
        Assert.Equal($"event: {name}", await events.ReadLineAsync(Cancelled));
        var data = await events.ReadLineAsync(Cancelled);
        Assert.Equal("", await events.ReadLineAsync(Cancelled));
        Assert.StartsWith("data: ", data, StringComparison.Ordinal);
        return data!["data: ".Length..];
    }
}
