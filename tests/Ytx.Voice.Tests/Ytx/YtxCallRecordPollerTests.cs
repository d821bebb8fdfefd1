using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tests;

public sealed class YtxCallRecordPollerTests
{
    private const string Function = "CallCdr.wx";
    private const string Id = "2016010000000205";
    private const string OtherId = "2016010000000206";

    [Fact]
    public async Task Placed_NoFid_AsksNothing()
    {
        await using var host = await GatewayHost.StartAsync();

        await host.CallAsync();
        AssertNothingWaits(host);
        host.Records.Prove(Sample.App, Id);
        AssertNothingWaits(host, id => host.Records.Prove(Sample.App, id));

        Assert.False(host.Records.CanProve(Sample.App));
    }

    [Fact]
    public async Task Placed_NobodyTakesReports_AsksNothing()
    {
        await using var host = await StartAsync(add: static (services, _) => services.RemoveAll<IVoiceCallReports>());

        host.Records.Placed("", Id);

        AssertNothingWaits(host);
    }

    [Fact]
    public async Task Placed_AcceptedCalls_AreAskedForOnceAfter25Seconds()
    {
        await using var host = await StartAsync();
        var calls = new[] { await host.CallAsync(), await host.CallAsync() };
        host.Simulator.Answer(calls[0]);
        host.Simulator.Decline(calls[1]);
        await host.WaitsAsync(20, times: 2);

        host.Clock.Advance(TimeSpan.FromSeconds(24.999));
        await host.WaitsAsync(0.001, times: 2);
        host.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await host.ResultsAsync("found: 2");

        Assert.Equal([(Function, TimeSpan.FromSeconds(25)), (Function, TimeSpan.FromSeconds(25))], host.Asked);
        var answered = Assert.Single(host.Reports.Confirmed, report => report.RequestId == calls[0].RequestId);
        Assert.Equal((VoiceCallState.Answered, 0.12m, "13911281234"), (answered.State, answered.Cost, answered.Number));
        Assert.Equal((Sample.Now, TimeSpan.FromSeconds(15)), (answered.AnsweredAt, answered.Duration));
        Assert.Equal(
            VoiceCallState.Rejected, Assert.Single(host.Reports.Confirmed, report => report.RequestId == calls[1].RequestId).State);
        Assert.Equal(["ytx.voice.record.result=found: 2"], host.Metrics.Of("ytx.voice.records"));
        AssertNothingWaits(host);
    }

    [Fact]
    public async Task Placed_RefusedCall_IsNotAskedFor()
    {
        await using var host = await StartAsync(prepare: simulator => simulator.QueueFault(SimulatorFault.Refuse("-104")));
        await host.Application.Services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken).FailureAsync();

        AssertNothingWaits(host);
    }

    [Fact]
    public async Task Prove_ACallWhileItIsStillWaitedFor_AsksOnceMore20SecondsLater()
    {
        await using var host = await StartAsync(options => options.RecordDelay = TimeSpan.FromSeconds(40));
        var call = await host.CallAsync();
        await host.WaitsAsync(20);
        host.Simulator.Answer(call);
        host.Clock.Advance(TimeSpan.FromSeconds(24));

        Prove(host, call);
        Prove(host, call);
        await host.WaitsAsync(1);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.ResultsAsync("none: 1");
        Prove(host, call);
        await host.WaitsAsync(19);
        host.Clock.Advance(TimeSpan.FromSeconds(19));
        await host.ResultsAsync("found: 1", "none: 1");
        // Nothing is asked once more at 85 seconds: a call that is placed then is the next.
        host.Clock.Advance(TimeSpan.FromSeconds(41));
        await host.WaitsAfterAsync(() => host.Records.Placed("", "9999999999999999"), 20);
        host.Clock.Advance(TimeSpan.FromSeconds(25));
        await host.ResultsAsync("found: 1", "none: 2");

        Assert.Equal([25, 44, 110], host.Asked.Select(asked => asked.At.TotalSeconds));
        var record = Assert.Single(host.Reports.Confirmed);
        Assert.Equal((0.12m, call.RequestId), (record.Cost, record.RequestId));
    }

    [Fact]
    public async Task Prove_AnotherApplicationsCall_AsksNothing()
    {
        await using var host = await StartAsync();

        host.Records.Prove("another-app", Id);

        Assert.Equal((true, false), (host.Records.CanProve(Sample.App), host.Records.CanProve("another-app")));
        AssertNothingWaits(host);
    }

    public static TheoryData<string, SimulatorFault> Faults => new()
    {
        { "The gateway answered HTTP 503: the gateway, or a proxy before it, is failing.", SimulatorFault.Http(503) },
        { "The gateway answered HTTP 307: this is not the gateway's address. Check Ytx:BaseAddress", SimulatorFault.Http(307) },
        { "The gateway answered -203: the auth token is refused. Check Ytx:AuthToken.", SimulatorFault.Refuse("-203") },
        { "The gateway's answer has no records. Check that Ytx:BaseAddress is the gateway.", SimulatorFault.Garbage() },
        { "The gateway could not be asked (ConfigurationLimitExceeded). Check Ytx:BaseAddress", SimulatorFault.Oversize() },
        { "The gateway could not be asked (", SimulatorFault.CutBefore() },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Placed_GatewayFails_IsSaidAndAskedOnceMoreAfter60SecondsAndTheNextIsAskedFor(string why, SimulatorFault fault)
    {
        await using var host = await StartAsync(prepare: simulator => simulator.QueueFault(fault.On(SimulatorOperation.Record)));
        var first = await host.CallAsync();
        host.Simulator.Answer(first);
        await host.WaitsAsync(20);
        await host.AdvanceAsync(25, thenWaits: 20);
        await host.ResultsAsync("failed: 1");

        host.Simulator.Answer(await host.CallAsync());
        await host.AdvanceAsync(25, thenWaits: 20);
        await host.ResultsAsync("failed: 1", "found: 1");
        host.Clock.Advance(TimeSpan.FromSeconds(34.999));
        await host.WaitsAsync(0.001);
        host.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await host.ResultsAsync("failed: 1", "found: 2");

        Assert.Equal([25, 50, 85], host.Asked.Select(asked => asked.At.TotalSeconds));
        Assert.Single(host.Reports.Confirmed, report => report.RequestId == first.RequestId);
        var warning = Assert.Single(Failures(host));
        Assert.Contains($"The gateway did not give the record of a call. {why}", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(first.RequestId, warning, StringComparison.Ordinal);
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task Placed_NoAnswerInTime_IsSaid()
    {
        await using var host = await StartAsync(
            prepare: simulator => simulator.QueueFault(SimulatorFault.Delay(TimeSpan.FromSeconds(30)).On(SimulatorOperation.Record)));
        host.Records.Placed("", Id);
        await host.WaitsAsync(20);
        host.Clock.Advance(TimeSpan.FromSeconds(25));
        await host.WaitsAsync(30);

        host.Clock.Advance(TimeSpan.FromSeconds(10));
        await host.ResultsAsync("failed: 1");

        Assert.Contains("The gateway did not answer in time.", Assert.Single(Failures(host)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Placed_NoRecordTwice_IsAskedForNoThirdTime()
    {
        await using var host = await StartAsync();
        host.Records.Placed("", Id);
        await host.WaitsAsync(20);
        await host.AdvanceAsync(25, thenWaits: 20);
        await host.ResultsAsync("none: 1");
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        await host.ResultsAsync("none: 2");

        Assert.Equal([25, 85], host.Asked.Select(asked => asked.At.TotalSeconds));
        Assert.Empty(host.Reports.Confirmed);
        AssertNothingWaits(host);
    }

    [Fact]
    public async Task Placed_RecordOfAnotherCall_IsNotReported()
    {
        var handler = new FixedRecord("""{"cdr":[{"requestid":"2016010000000206","stateDesc":"应答"}]}""");
        await using var host = await StartAsync(
            add: (services, _) => services.AddHttpClient(YtxVoiceCodeSender.ClientName("")).AddHttpMessageHandler(() => handler));
        host.Records.Placed("", Id);
        await host.WaitsAsync(20);

        host.Clock.Advance(TimeSpan.FromSeconds(25));
        await host.ResultsAsync("none: 1");

        Assert.Empty(host.Reports.Confirmed);
    }

    [Fact]
    public async Task Placed_RecordThatDoesNotTellTheEnd_IsReportedAndAskedOnceMore()
    {
        var handler = new FixedRecord("""{"cdr":[{"requestid":"2016010000000205","duration":0,"oriamount":0.06}]}""");
        await using var host = await StartAsync(
            add: (services, _) => services.AddHttpClient(YtxVoiceCodeSender.ClientName("")).AddHttpMessageHandler(() => handler));
        host.Records.Placed("", Id);
        await host.WaitsAsync(20);
        await host.AdvanceAsync(25, thenWaits: 20);
        await host.ResultsAsync("found: 1");

        host.Clock.Advance(TimeSpan.FromSeconds(60));
        await host.ResultsAsync("found: 2");

        Assert.All(host.Reports.Confirmed, report => Assert.Equal((null, 0.06m), (report.State, report.Cost)));
    }

    [Fact]
    public async Task Placed_EveryRecordFails_IsSaidOnceAMinute()
    {
        await using var host = await StartAsync(prepare: static simulator =>
        {
            for (var i = 0; i < 4; i++)
            {
                simulator.QueueFault(SimulatorFault.Refuse("-205").On(SimulatorOperation.Record));
            }
        });
        host.Records.Placed("", Id);
        host.Records.Placed("", OtherId);
        await host.WaitsAsync(20);
        await host.AdvanceAsync(25, thenWaits: 20);
        await host.ResultsAsync("failed: 2");
        Assert.Single(Failures(host));

        host.Clock.Advance(TimeSpan.FromSeconds(60));
        await host.ResultsAsync("failed: 4");
        Assert.Equal(2, Failures(host).Count());
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task Placed_TimeOfDayIsSetOnOrBack_IsAskedForAllTheSame(int days)
    {
        await using var host = await StartAsync();
        host.Records.Placed("", Id);
        await host.WaitsAsync(20);

        host.Clock.SetBy = TimeSpan.FromDays(days);
        host.Clock.Advance(TimeSpan.FromSeconds(24.999));
        await host.WaitsAsync(0.001);
        host.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await host.ResultsAsync("none: 1");

        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task Placed_MoreThanMayWait_AreDroppedAndCounted()
    {
        await using var host = await StartAsync();

        for (var id = 0; id < YtxCallRecordPoller.Capacity + 5; id++)
        {
            host.Records.Placed("", $"{id}");
        }

        host.Records.Placed("", "0");
        host.Records.Placed("", null);
        Assert.Equal(["ytx.voice.record.result=dropped: 5"], host.Metrics.Of("ytx.voice.records"));
    }

    [Fact]
    public async Task Placed_NoPlaceToAskOnceMore_IsDroppedAndCounted()
    {
        await using var host = await StartAsync(
            prepare: simulator => simulator.QueueFault(SimulatorFault.Delay(TimeSpan.FromSeconds(6)).On(SimulatorOperation.Record)));
        host.Records.Placed("", Id);
        await host.WaitsAsync(20);
        host.Clock.Advance(TimeSpan.FromSeconds(24));
        await host.WaitsAsync(1);
        for (var id = 1; id < YtxCallRecordPoller.Capacity; id++)
        {
            host.Records.Placed("", $"{id}");
        }

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.WaitsAsync(6);
        host.Records.Placed("", OtherId);
        host.Clock.Advance(TimeSpan.FromSeconds(6));

        await host.ResultsAsync("dropped: 1", "none: 1");
    }

    [Fact]
    public async Task StopAsync_WhileACallIsWaitedFor_LogsNoError()
    {
        await using var host = await StartAsync();
        await host.CallAsync();
        await host.WaitsAsync(20);

        await host.StopAsync();

        Assert.Empty(host.Errors);
        Assert.Empty(host.Asked);
    }

    [Fact]
    public async Task StopAsync_WhileTheGatewayIsAsked_LogsNoErrorAndCountsNothing()
    {
        await using var host = await StartAsync(
            prepare: simulator => simulator.QueueFault(SimulatorFault.Delay(TimeSpan.FromSeconds(60)).On(SimulatorOperation.Record)));
        await host.CallAsync();
        await host.WaitsAsync(20);
        host.Clock.Advance(TimeSpan.FromSeconds(25));
        await host.WaitsAsync(60);

        await host.StopAsync();

        Assert.Single(host.Asked);
        Assert.Empty(host.Errors);
        Assert.DoesNotContain(host.Logs.Warnings, line => line.Contains("YtxCallRecordPoller", StringComparison.Ordinal));
        Assert.Empty(host.Metrics.Of("ytx.voice.records"));
    }

    [Fact]
    public async Task StopAsync_WhileTheHandlerFailsOfItsOwn_LogsNoError()
    {
        var handler = new StuckHandler();
        await using var host = await StartAsync(
            add: (services, _) => services.AddHttpClient(YtxVoiceCodeSender.ClientName("")).AddHttpMessageHandler(() => handler));
        host.Records.Placed("", Id);
        await host.WaitsAsync(20);
        host.Clock.Advance(TimeSpan.FromSeconds(25));
        await handler.Entered;

        await host.StopAsync();

        Assert.Empty(host.Errors);
        Assert.Empty(host.Metrics.Of("ytx.voice.records"));
    }

    [Fact]
    public async Task Placed_AfterTheHostIsGone_DoesNotThrow()
    {
        await using var host = await StartAsync();
        var records = host.Records;
        await host.StopAsync();
        records.Dispose();

        Assert.Null(Record.Exception(() => records.Placed("", Id)));
    }

    private static Task<GatewayHost> StartAsync(
        Action<SimulatorOptions>? gateway = null, Action<YtxSimulator>? prepare = null, Action<IServiceCollection, Uri>? add = null) =>
        GatewayHost.StartAsync(static options => options.CallRecords.Fid = "4", gateway, prepare, add);

    private static void Prove(GatewayHost host, SimulatedCall call) => host.Records.Prove(Sample.App, call.RequestId);

    // As many as may wait find a place.
    private static void AssertNothingWaits(GatewayHost host, Action<string>? add = null)
    {
        add ??= id => host.Records.Placed("", id);
        for (var number = 0; number < YtxCallRecordPoller.Capacity; number++)
        {
            add($"{number}");
        }

        Assert.DoesNotContain(host.Metrics.Of("ytx.voice.records"), result => result.Contains("dropped", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Failures(GatewayHost host) =>
        host.Logs.Warnings.Where(line => line.Contains("YtxCallRecordPoller[14]", StringComparison.Ordinal));

    /// <summary>The gateway's answer, whatever it was asked.</summary>
    private sealed class FixedRecord(string body) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StringContent(body) });
    }

    /// <summary>Fails in a way of its own when it is cancelled, as a handler of an application may.</summary>
    private sealed class StuckHandler : DelegatingHandler
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _entered.SetResult();
            var cancelled = new TaskCompletionSource();
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            throw new HttpRequestException("cut");
        }
    }
}
