using System.Net;

namespace Ytx.Voice.Simulator.Tests;

public sealed class CallLifeTests : SimulatorTest
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private SimulatedCall Call => Simulator.Calls[0];

    [Fact]
    public async Task State_NobodyTouches_RingsIsAnsweredAndEnds()
    {
        await PlaceAsync();
        Clock.Advance(TimeSpan.FromSeconds(3) - Tick);
        Assert.Equal((SimulatedCallState.Ringing, null, null), (Call.State, Call.AnsweredAt, Call.EndedAt));

        Clock.Advance(Tick);
        Assert.Equal((SimulatedCallState.Answered, Start.AddSeconds(3), null), (Call.State, Call.AnsweredAt, Call.EndedAt));

        Clock.Advance(TimeSpan.FromSeconds(15) - Tick);
        Assert.Equal((SimulatedCallState.Answered, 0m, "未知"), (Call.State, Call.Cost, Call.StateDesc));

        Clock.Advance(Tick);
        Assert.Equal((SimulatedCallState.Ended, Start.AddSeconds(18)), (Call.State, Call.EndedAt));
        Assert.Equal((TimeSpan.FromSeconds(15), 0.12m, "应答|正常"), (Call.Duration, Call.Cost, Call.StateDesc));
    }

    [Fact]
    public async Task Answer_Ringing_TalksFromThenOn()
    {
        await PlaceAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));

        Simulator.Answer(Call);

        Assert.Equal((SimulatedCallState.Answered, Start.AddSeconds(1)), (Call.State, Call.AnsweredAt));
        Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal((SimulatedCallState.Ended, Start.AddSeconds(16)), (Call.State, Call.EndedAt));
    }

    [Fact]
    public async Task HangUp_Answered_EndsTheTalk()
    {
        await PlaceAsync();
        Simulator.Answer(Call);
        Clock.Advance(TimeSpan.FromSeconds(4));

        Simulator.HangUp(Call);

        Assert.Equal((SimulatedCallState.Ended, TimeSpan.FromSeconds(4)), (Call.State, Call.Duration));
        Assert.Equal(0.12m, Call.Cost);
    }

    [Fact]
    public async Task DeclineNextCall_TwoCalls_TheFirstIsDeclinedAfterThreeSeconds()
    {
        Simulator.DeclineNextCall();
        Simulator.DeclineNextCall();
        await PlaceAsync();
        var first = Call;
        await PlaceAsync();
        Clock.Advance(TimeSpan.FromSeconds(3) - Tick);
        Assert.Equal(SimulatedCallState.Ringing, first.State);

        Clock.Advance(Tick);

        Assert.Equal((SimulatedCallState.Declined, SimulatedCallState.Answered), (first.State, Call.State));
    }

    [Fact]
    public async Task LetRing_Ringing_EndsWithoutAnAnswer()
    {
        await PlaceAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));

        Simulator.LetRing(Call);

        Clock.Advance(TimeSpan.FromSeconds(29) - Tick);
        Assert.Equal(SimulatedCallState.Ringing, Call.State);
        Clock.Advance(Tick);
        Assert.Equal((SimulatedCallState.NoAnswer, "无应答", 0m), (Call.State, Call.StateDesc, Call.Cost));
    }

    [Theory]
    [InlineData("decline", SimulatedCallState.Declined, "用户拒接")]
    [InlineData("switch-off", SimulatedCallState.SwitchedOff, "关机")]
    public async Task Touch_Ringing_EndsTheCallAtOnceInProcessAndOverHttp(
        string touch, SimulatedCallState state, string stateDesc)
    {
        await PlaceAsync();
        if (state is SimulatedCallState.Declined)
        {
            Simulator.Decline(Call);
        }
        else
        {
            Simulator.SwitchOff(Call);
        }

        await PlaceAsync();
        Assert.Equal(HttpStatusCode.NoContent, await TouchAsync(Call.RequestId, touch));

        Assert.All(Simulator.Calls, call => Assert.Equal(
            (state, stateDesc, Start, null, 0m),
            (call.State, call.StateDesc, call.EndedAt, call.AnsweredAt, call.Cost)));
    }

    [Fact]
    public async Task Touch_OverHttp_AnswersLetsRingAndHangsUp()
    {
        var first = await PlaceAsync();
        Assert.Equal(HttpStatusCode.NoContent, await TouchAsync(first, "answer"));
        Assert.Equal(SimulatedCallState.Answered, Call.State);
        Assert.Equal(HttpStatusCode.NoContent, await TouchAsync(first, "hang-up"));
        Assert.Equal(SimulatedCallState.Ended, Call.State);

        Assert.Equal(HttpStatusCode.NoContent, await TouchAsync(await PlaceAsync(), "let-ring"));
        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(SimulatedCallState.NoAnswer, Call.State);
    }

    [Fact]
    public async Task Touch_TooLate_IsRefusedAndChangesNothing()
    {
        var id = await PlaceAsync();
        Assert.Equal(HttpStatusCode.Conflict, await TouchAsync(id, "hang-up"));
        Simulator.Decline(Call);

        foreach (var touch in new[] { "answer", "decline", "let-ring", "switch-off", "hang-up" })
        {
            Assert.Equal(HttpStatusCode.Conflict, await TouchAsync(id, touch));
        }

        var exception = Assert.Throws<InvalidOperationException>(() => Simulator.Answer(Call));
        Assert.Equal("It is too late for that: the call is declined.", exception.Message);
        Assert.Equal(SimulatedCallState.Declined, Call.State);
    }

    [Fact]
    public async Task Touch_UnknownOrForgottenCall_IsRefused()
    {
        var id = await PlaceAsync();
        var call = Call;
        Simulator.ClearCalls();

        Assert.Equal(HttpStatusCode.NotFound, await TouchAsync(id, "answer"));
        Assert.Throws<InvalidOperationException>(() => Simulator.Answer(call));
    }

    [Fact]
    public async Task Touch_OfAnotherSite_IsRefused()
    {
        var id = await PlaceAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/_simulator/calls/{id}/answer");
        request.Headers.TryAddWithoutValidation("Origin", "http://evil.example");

        using var response = await Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(SimulatedCallState.Ringing, Call.State);
    }

    [Fact]
    public async Task Events_CallMovesOn_BringItAgain()
    {
        await PlaceAsync();
        using var response = await Client.GetAsync("/_simulator/events", HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));
        await NextAsync(events, "event: calls");

        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Contains("\"state\":\"answered\"", await NextAsync(events, "event: call"), StringComparison.Ordinal);

        Clock.Advance(TimeSpan.FromSeconds(15));
        var ended = await NextAsync(events, "event: call");
        Assert.EndsWith(
            "\"state\":\"ended\",\"answeredAt\":\"2026-03-01T12:00:03+00:00\",\"endedAt\":\"2026-03-01T12:00:18+00:00\","
            + "\"duration\":15,\"cost\":0.12,\"stateDesc\":\"应答|正常\",\"person\":null}",
            ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_FaultsChange_TellHowManyWait()
    {
        using var response = await Client.GetAsync("/_simulator/events", HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));
        await NextAsync(events, "event: calls");

        Simulator.QueueFault(SimulatorFault.Refuse("-205").Times(2));
        Assert.Equal("""data: {"faults":2,"pushFaults":0}""", await NextAsync(events, "event: faults"));

        await SendAsync(NewCall());
        Assert.Equal("""data: {"faults":1,"pushFaults":0}""", await NextAsync(events, "event: faults"));

        Simulator.QueuePushFault(PushFault.Twice());
        Assert.Equal("""data: {"faults":1,"pushFaults":1}""", await NextAsync(events, "event: faults"));
    }

    private async Task<HttpStatusCode> TouchAsync(string requestId, string touch)
    {
        using var response = await Client.PostAsync($"/_simulator/calls/{requestId}/{touch}", null, Cancelled);
        return response.StatusCode;
    }

    private static async Task<string> NextAsync(StreamReader events, string name)
    {
        string? line;
        do
        {
            line = await events.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
            Assert.NotNull(line);
        }
        while (line != name);

        return (await events.ReadLineAsync(Cancelled))!;
    }
}
