using Microsoft.Extensions.DependencyInjection;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tests;

public sealed class YtxCallRecordsTests
{
    private const string Function = "CallCdr.wx";

    [Fact]
    public async Task Placed_NoFid_AsksNothing()
    {
        await using var host = await GatewayHost.StartAsync();
        var call = await host.CallAsync();
        host.Simulator.Answer(call);

        Prove(host, call);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.StopAsync();

        Assert.False(host.Records.CanProve(Sample.App));
        Assert.Empty(host.Asked);
        Assert.Empty(host.Metrics.Of("ytx.voice.records"));
    }

    [Fact]
    public async Task Placed_AcceptedCalls_AreAskedForOnceAfter25Seconds()
    {
        await using var host = await StartAsync();
        var calls = new[] { await host.CallAsync(), await host.CallAsync() };
        host.Simulator.Answer(calls[0]);
        host.Simulator.Decline(calls[1]);
        await host.WaitsAsync(25, times: 2);

        host.Clock.Advance(TimeSpan.FromSeconds(24.999));
        host.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await host.ResultsAsync("found: 2");
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.StopAsync();

        Assert.Equal([(Function, TimeSpan.FromSeconds(25)), (Function, TimeSpan.FromSeconds(25))], host.Asked);
        var answered = Assert.Single(host.Reports.Confirmed, report => report.RequestId == calls[0].RequestId);
        Assert.Equal((VoiceCallState.Answered, 0.12m, "13911281234"), (answered.State, answered.Cost, answered.Number));
        Assert.Equal((Sample.Now, TimeSpan.FromSeconds(15)), (answered.AnsweredAt, answered.Duration));
        Assert.Equal(
            VoiceCallState.Rejected, Assert.Single(host.Reports.Confirmed, report => report.RequestId == calls[1].RequestId).State);
        Assert.Equal(["ytx.voice.result=found: 2"], host.Metrics.Of("ytx.voice.records"));
    }

    [Fact]
    public async Task Placed_RefusedCall_IsNotAskedFor()
    {
        await using var host = await StartAsync(prepare: simulator => simulator.QueueFault(SimulatorFault.Refuse("-104")));
        await host.Application.Services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken).FailureAsync();

        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.StopAsync();

        Assert.Empty(host.Asked);
    }

    [Fact]
    public async Task Prove_ACallWhileItIsStillWaitedFor_AsksOnceMore20SecondsLater()
    {
        await using var host = await StartAsync(options => options.RecordDelay = TimeSpan.FromSeconds(40));
        var call = await host.CallAsync();
        await host.WaitsAsync(25);
        host.Simulator.Answer(call);
        host.Clock.Advance(TimeSpan.FromSeconds(24));

        Prove(host, call);
        Prove(host, call);
        await host.WaitsAsync(1);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.ResultsAsync("none: 1");
        Prove(host, call);
        await host.WaitsAsync(19, times: 1);
        host.Clock.Advance(TimeSpan.FromSeconds(19));
        await host.ResultsAsync("found: 1", "none: 1");
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.StopAsync();

        Assert.Equal([(Function, TimeSpan.FromSeconds(25)), (Function, TimeSpan.FromSeconds(44))], host.Asked);
        Assert.Equal((0.12m, call.RequestId), (Assert.Single(host.Reports.Confirmed).Cost, call.RequestId));
        Assert.Equal(["ytx.voice.result=found: 1", "ytx.voice.result=none: 1"], host.Metrics.Of("ytx.voice.records"));
    }

    [Fact]
    public async Task Prove_AnotherApplicationsCall_AsksNothing()
    {
        await using var host = await StartAsync();

        host.Records.Prove("another-app", "2016010000000205");
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.StopAsync();

        Assert.Equal((true, false), (host.Records.CanProve(Sample.App), host.Records.CanProve("another-app")));
        Assert.Empty(host.Asked);
    }

    public static TheoryData<string, SimulatorFault> Faults => new()
    {
        { "HTTP 503", SimulatorFault.Http(503) },
        { "a redirect", SimulatorFault.Http(307) },
        { "-203", SimulatorFault.Refuse("-203") },
        { "garbage", SimulatorFault.Garbage() },
        { "too much", SimulatorFault.Oversize() },
        { "hung up", SimulatorFault.CutBefore() },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Placed_GatewayFails_IsCountedAndTheNextIsAskedFor(string what, SimulatorFault fault)
    {
        Assert.NotEmpty(what);
        await using var host = await StartAsync(prepare: simulator => simulator.QueueFault(fault.On(SimulatorOperation.Record)));
        var first = await host.CallAsync();
        await host.WaitsAsync(25);
        host.Clock.Advance(TimeSpan.FromSeconds(25));
        await host.ResultsAsync("failed: 1");

        await host.CallAsync();
        await host.WaitsAsync(25, times: 2);
        host.Clock.Advance(TimeSpan.FromSeconds(25));
        await host.ResultsAsync("failed: 1", "found: 1");

        var warning = Assert.Single(host.Logs.Warnings, line => line.Contains("YtxCallRecords[14]", StringComparison.Ordinal));
        Assert.Contains("The gateway did not give the record of a call", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(first.RequestId, warning, StringComparison.Ordinal);
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task Placed_MoreThanMayWait_AreDroppedAndCounted()
    {
        await using var host = await StartAsync();

        for (var id = 0; id < YtxCallRecords.Capacity + 5; id++)
        {
            host.Records.Placed("", $"{id}");
        }

        host.Records.Placed("", "0");
        host.Records.Placed("", null);
        Assert.Equal(["ytx.voice.result=dropped: 5"], host.Metrics.Of("ytx.voice.records"));
    }

    [Fact]
    public async Task StopAsync_WhileACallIsWaitedFor_LogsNoError()
    {
        await using var host = await StartAsync();
        await host.CallAsync();
        await host.WaitsAsync(25);

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
        await host.WaitsAsync(25);
        host.Clock.Advance(TimeSpan.FromSeconds(25));
        await host.WaitsAsync(60);

        await host.StopAsync();

        Assert.Single(host.Asked);
        Assert.Empty(host.Errors);
        Assert.DoesNotContain(host.Logs.Warnings, line => line.Contains("YtxCallRecords", StringComparison.Ordinal));
        Assert.Empty(host.Metrics.Of("ytx.voice.records"));
    }

    [Fact]
    public async Task StopAsync_WhileTheHandlerFailsOfItsOwn_LogsNoError()
    {
        var handler = new StuckHandler();
        await using var host = await StartAsync(
            add: (services, _) => services.AddHttpClient(YtxVoiceCodeSender.ClientName("")).AddHttpMessageHandler(() => handler));
        host.Records.Placed("", "1");
        await host.WaitsAsync(25);
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

        Assert.Null(Record.Exception(() => records.Placed("", "1")));
    }

    private static Task<GatewayHost> StartAsync(
        Action<SimulatorOptions>? gateway = null, Action<YtxSimulator>? prepare = null, Action<IServiceCollection, Uri>? add = null) =>
        GatewayHost.StartAsync(static options => options.CallRecords.Fid = "4", gateway, prepare, add);

    private static void Prove(GatewayHost host, SimulatedCall call) => host.Records.Prove(Sample.App, call.RequestId);

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
