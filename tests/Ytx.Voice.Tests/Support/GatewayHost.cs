using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tests;

/// <summary>An application and the simulator, on one clock and with a real socket between them.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<(string Function, TimeSpan At)> _asked = new();

    private GatewayHost(YtxSimulator simulator, SteppedClock clock, Action<YtxVoiceOptions>? change,
        Action<IServiceCollection, Uri>? add)
    {
        Simulator = simulator;
        Clock = clock;
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        Logs.AddTo(builder.Services);
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IVoiceCallReports>(Reports);
        builder.Services.AddYtxVoiceCodeSender(options =>
        {
            Sample.Fill(options);
            options.BaseAddress = simulator.Address;
            change?.Invoke(options);
        });
        builder.Services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new Watch(this)));
        builder.Services.AddHealthChecks().AddYtxVoiceGateway();
        add?.Invoke(builder.Services, simulator.Address);
        Application = builder.Build();
        Metrics = new CollectedMetrics(Application.Services);
    }

    public YtxSimulator Simulator { get; }

    public SteppedClock Clock { get; }

    public IHost Application { get; }

    public CollectedMetrics Metrics { get; }

    public CapturedLogs Logs { get; } = new();

    public KeptReports Reports { get; } = new();

    public YtxCallRecordPoller Records => Application.Services.GetRequiredService<YtxCallRecordPoller>();

    /// <summary>Each request but those for a call: for what, and how long after the start.</summary>
    public IReadOnlyList<(string Function, TimeSpan At)> Asked => [.. _asked];

    public IReadOnlyList<string> Errors => [.. Logs.Lines.Where(line =>
        line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Critical ", StringComparison.Ordinal))];

    public static async Task<GatewayHost> StartAsync(
        Action<YtxVoiceOptions>? change = null, Action<SimulatorOptions>? gateway = null, Action<YtxSimulator>? prepare = null,
        Action<IServiceCollection, Uri>? add = null)
    {
        var clock = new SteppedClock(Sample.Now);
        var options = new SimulatorOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            AccountSid = Sample.Account,
            AuthToken = Sample.Token,
            AppId = Sample.App,
        };
        gateway?.Invoke(options);
        var simulator = await YtxSimulator.StartAsync(options, timeProvider: clock, cancellationToken: TestContext.Current.CancellationToken);
        prepare?.Invoke(simulator);
        var host = new GatewayHost(simulator, clock, change, add);
        await host.Application.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Waits for what other threads do. It fails after 20 real seconds.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        for (var start = Stopwatch.GetTimestamp(); !holds(); await Task.Yield())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "It did not come.");
        }
    }

    /// <summary>Waits until something waits for the clock for so long, and not for less by a reading of before.</summary>
    public Task WaitsAsync(double seconds, int times = 1) =>
        UntilAsync(() => Clock.Waits.Count(wait => wait == TimeSpan.FromSeconds(seconds)) >= times);

    /// <summary>Moves the clock on, and waits until something waits for it anew for so long.</summary>
    public Task AdvanceAsync(double seconds, double thenWaits) =>
        WaitsAfterAsync(() => Clock.Advance(TimeSpan.FromSeconds(seconds)), thenWaits);

    /// <summary>Does something, and waits until something waits for the clock anew for so long.</summary>
    public Task WaitsAfterAsync(Action act, double seconds)
    {
        var before = Clock.Waits.Count(wait => wait == TimeSpan.FromSeconds(seconds));
        act();
        return WaitsAsync(seconds, before + 1);
    }

    public Task ResultsAsync(params string[] results) => UntilAsync(() => results.SequenceEqual(
        Metrics.Of("ytx.voice.records").Select(result => result.Replace("ytx.voice.record.result=", "", StringComparison.Ordinal))));

    public async Task<SimulatedCall> CallAsync()
    {
        var outcome = await Application.Services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);
        return Simulator.Calls.Single(call => call.RequestId == outcome.RequestId);
    }

    public Task StopAsync() => Application.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Application.StopAsync(CancellationToken.None);
        Metrics.Dispose();
        Application.Dispose();
        await Simulator.DisposeAsync();
        Logs.Dispose();
    }

    private sealed class Watch(GatewayHost host) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var function = request.RequestUri!.Segments[^1];
            if (function is not "NoticeCall.wx")
            {
                host._asked.Enqueue((function, host.Clock.GetUtcNow() - Sample.Now));
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
