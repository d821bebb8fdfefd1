using System.Net;
using System.Text.Json.Nodes;

namespace Ytx.Voice.Simulator.Tests;

public sealed class StatusPushTests : SimulatorTest
{
    private SimulatedCall Call => Simulator.Calls[0];

    [Fact]
    public async Task Pushes_OfAnAnsweredCall_AreItsStepsAndItsRecord()
    {
        await using var callback = await ListenAsync();
        var id = await PlaceAsync();
        await Simulator.WaitForPushesAsync(Cancelled);
        Assert.Equal(2, callback.Bodies.Count);

        Clock.Advance(TimeSpan.FromSeconds(3));
        await Simulator.WaitForPushesAsync(Cancelled);
        Assert.Equal(3, callback.Bodies.Count);
        Clock.Advance(TimeSpan.FromSeconds(15));
        await Simulator.WaitForPushesAsync(Cancelled);

        Assert.Equal(
            [
                $$"""{"requestid":"{{id}}","dsc":"13911281234","state":"callout","stateDesc":"呼出","timestamp":"20260301200000"}""",
                $$"""{"requestid":"{{id}}","dsc":"13911281234","state":"alerting","stateDesc":"振铃","timestamp":"20260301200000"}""",
                $$"""{"requestid":"{{id}}","dsc":"13911281234","state":"answer","stateDesc":"应答","timestamp":"20260301200003"}""",
                $$"""{"requestid":"{{id}}","dsc":"13911281234","state":"disconnect","stateDesc":"应答|正常","timestamp":"20260301200018"}""",
                $$"""{"cdr":[{"requestid":"{{id}}","appid":"simulator-app","fid":"4","tel":"13911281234","stime":"20260301200003","etime":"20260301200018","duration":"15","oriamount":"0.12","stateDesc":"应答|正常"}]}""",
            ],
            callback.Bodies);
        Assert.Equal(("application/json; charset=utf-8", "/ytx/call-status/canary-secret"), (callback.ContentType, callback.Path));
        Assert.All(Simulator.Pushes, push => Assert.Equal((id, 1, 200), (push.RequestId, push.Attempt, push.StatusCode)));
        Assert.Equal(callback.Bodies.Reverse(), Simulator.Pushes.Select(push => push.Body));
    }

    [Theory]
    [InlineData("02", "callout disconnect", "用户正忙")]
    [InlineData("05", "callout disconnect", "空号")]
    [InlineData("03", "callout alerting disconnect", "无应答")]
    [InlineData("07", "callout alerting disconnect", "用户拒接")]
    [InlineData("06", "callout alerting answer disconnect", "应答|正常")]
    public async Task Pushes_OfOtherEnds_TellThem(string digits, string states, string stateDesc)
    {
        await using var callback = await ListenAsync();
        await PlaceAsync(dst: $"139112812{digits}");
        await Simulator.WaitForPushesAsync(Cancelled);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Simulator.WaitForPushesAsync(Cancelled);

        var told = callback.Bodies.Select(body => JsonNode.Parse(body)!).ToList();
        var record = told[^1]["cdr"]![0]!;
        Assert.Equal(states, string.Join(' ', told[..^1].Select(push => (string?)push["state"])));
        Assert.Equal(stateDesc, (string?)told[^2]["stateDesc"]);
        Assert.Equal(
            (stateDesc, digits == "06" ? "0.12" : "0", digits == "06" ? "15" : "0"),
            ((string?)record["stateDesc"], (string?)record["oriamount"], (string?)record["duration"]));
    }

    [Fact]
    public async Task Pushes_NoAddress_AreNone()
    {
        await PlaceAsync();
        Simulator.Decline(Call);
        await Simulator.WaitForPushesAsync(Cancelled);

        Assert.Empty(Simulator.Pushes);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Simulator.SendRecordPushAsync(Call, cancellationToken: Cancelled));
    }

    [Fact]
    public async Task Pushes_OfAForgottenCall_AreNone()
    {
        await using var callback = await ListenAsync();
        await PlaceAsync();
        await Simulator.WaitForPushesAsync(Cancelled);

        Simulator.ClearCalls();
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Simulator.WaitForPushesAsync(Cancelled);

        Assert.Equal(2, callback.Bodies.Count);
    }

    [Fact]
    public async Task Push_ReceiverHangs_HoldsUpNoAnswer()
    {
        await using var callback = await ListenAsync();
        callback.Hangs = true;

        await PlaceAsync(dst: "13911281202");
        await PlaceAsync(dst: "13911281202");

        await callback.NextAsync();
        Assert.Single(callback.Bodies);
    }

    [Fact]
    public async Task Push_ReceiverHangs_IsGivenUpInTimeAndRepeated()
    {
        await using var callback = await ListenAsync(states: false, TimeSpan.FromMilliseconds(200));
        callback.Hangs = true;
        await PlaceAsync(dst: "13911281202");
        await callback.NextAsync();

        await Simulator.WaitForPushesAsync(Cancelled);
        Assert.Equal((1, null), (Simulator.Pushes[0].Attempt, Simulator.Pushes[0].StatusCode));

        callback.Hangs = false;
        Clock.Advance(TimeSpan.FromSeconds(2));
        await callback.NextAsync();
        await Simulator.WaitForPushesAsync(Cancelled);

        Assert.Equal((2, 200), (Simulator.Pushes[0].Attempt, Simulator.Pushes[0].StatusCode));
        Assert.Equal(2, Simulator.Pushes.Count);
    }

    [Fact]
    public async Task Push_RefusedThreeTimes_IsGivenUp()
    {
        await using var callback = await ListenAsync(states: false);
        callback.Status = HttpStatusCode.ServiceUnavailable;
        await PlaceAsync(dst: "13911281202");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await callback.NextAsync();
            await Simulator.WaitForPushesAsync(Cancelled);
            Clock.Advance(TimeSpan.FromSeconds(2 * attempt));
        }

        Clock.Advance(TimeSpan.FromHours(1));
        await Simulator.WaitForPushesAsync(Cancelled);

        Assert.Equal([3, 2, 1], Simulator.Pushes.Select(push => push.Attempt));
        Assert.All(Simulator.Pushes, push => Assert.Equal(503, push.StatusCode));
        Assert.Equal(3, Logs.Lines.Count(line => line.Contains("[307]: A status push failed at attempt", StringComparison.Ordinal)));
        Assert.All(
            ["canary-secret", "13911281202", "simulator-app"],
            secret => Assert.DoesNotContain(secret, string.Join('\n', Logs.Lines), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_NobodyListens_HoldsUpNothing()
    {
        await using (var gone = await ListenAsync())
        {
            Simulator.CallStatusUrl = gone.Url;
        }

        await PlaceAsync();
        await Simulator.WaitForPushesAsync(Cancelled);

        Assert.All(Simulator.Pushes, push => Assert.Null(push.StatusCode));
        Assert.Equal(2, Simulator.Pushes.Count);
    }

    [Fact]
    public async Task Pushes_MoreThanTheQueueHolds_AreDroppedAndCounted()
    {
        await using var callback = await ListenAsync(states: false);
        callback.Hangs = true;
        for (var call = 0; call < 1003; call++)
        {
            await PlaceAsync(dst: "13911281202");
        }

        // One is on its way, a thousand wait, and two are too many.
        await callback.NextAsync();
        Assert.InRange(
            Logs.Lines.Count(line => line.Contains("[308]: Too many status pushes wait", StringComparison.Ordinal)), 2, 3);
        Assert.Single(callback.Bodies);
    }

    [Fact]
    public async Task CallStatusUrl_NotAnHttpAddress_IsRefusedWithoutItsPath()
    {
        foreach (var url in new[] { "/ytx/canary", "ftp://localhost/canary", "http://user:canary@localhost/" })
        {
            var uri = new Uri(url, UriKind.RelativeOrAbsolute);
            var exception = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
                () => YtxSimulator.StartAsync(
                    new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), CallStatusUrl = uri }, cancellationToken: Cancelled));
            Assert.Contains("SimulatorOptions.CallStatusUrl must be", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", exception.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => Simulator.CallStatusUrl = uri);
        }
    }

    [Fact]
    public async Task Dispose_WhileReceiverHangs_IsQuick()
    {
        await using var callback = await ListenAsync();
        callback.Hangs = true;
        await PlaceAsync();
        await callback.NextAsync();

        await Simulator.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(4), Cancelled);
    }

    private async Task<Callback> ListenAsync(bool states = true, TimeSpan? timeout = null)
    {
        await RestartAsync(options =>
        {
            (options.ScriptedPeople, options.PushStates) = (true, states);
            options.PushTimeout = timeout ?? TimeSpan.FromSeconds(20);
        });

        var callback = await Callback.StartAsync();
        Simulator.CallStatusUrl = callback.Url;
        return callback;
    }
}
