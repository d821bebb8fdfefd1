using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests.Pipeline;

/// <summary>A sender of any vendor gets all that the gateway's has, without a line of its own.</summary>
public sealed class VoicePipelineTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Sample.Now);
    private readonly CapturedLogs _logs = new();
    private readonly Vendor _vendor = new();
    private ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _logs.Dispose();
    }

    [Fact]
    public async Task SendAsync_SenderIgnoresItsToken_EndsInTimeAsUnknown()
    {
        Start();
        _vendor.Answers = _ => new TaskCompletionSource<VoiceCallOutcome>().Task;

        var sending = SendAsync();
        await AdvanceAsync(sending, TimeSpan.FromSeconds(11));
        var outcome = await sending;

        Assert.Equal((VoiceCallFailure.NoResponse, true), (outcome.Failure, outcome.MayHaveBeenPlaced));
        Assert.Equal(1, _vendor.Asked);
    }

    [Fact]
    public async Task SendAsync_SenderKnowsThatNothingLeft_IsBelievedAfterTheTimeLimit()
    {
        Start();
        _vendor.Answers = async end =>
        {
            await Task.Delay(Timeout.Infinite, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return VoiceCallOutcome.Refused(VoiceCallFailure.Unreachable, "Nothing left.");
        };

        var sending = SendAsync();
        await AdvanceAsync(sending, TimeSpan.FromSeconds(10));

        Assert.False((await sending).MayHaveBeenPlaced);
    }

    [Fact]
    public async Task SendAsync_SenderStillRunsAfterItsTime_KeepsItsTurnUntilItEnds()
    {
        Start(options => (options.MaxConcurrentCalls, options.QueueLimit) = (1, 0));
        var hung = new TaskCompletionSource<VoiceCallOutcome>();
        _vendor.Answers = _ => hung.Task;
        var first = SendAsync();
        await AdvanceAsync(first, TimeSpan.FromSeconds(11));
        await first;

        _vendor.Answers = Accept;
        Assert.Equal(VoiceCallFailure.Unavailable, (await SendAsync()).Failure);
        hung.SetResult(VoiceCallOutcome.Accepted());
        while (!(await SendAsync()).IsAccepted)
        {
            await Task.Yield();
        }

        Assert.Equal(2, _vendor.Asked);
    }

    [Fact]
    public async Task SendAsync_SenderThrows_IsUnknownAndTellsNothingOfIt()
    {
        Start();
        _vendor.Answers = _ => throw new InvalidOperationException("canary 13911281234");

        var outcome = await SendAsync();

        Assert.Equal((VoiceCallFailure.Gateway, true), (outcome.Failure, outcome.MayHaveBeenPlaced));
        Assert.DoesNotContain("canary", $"{outcome.Message} {string.Join('\n', _logs.Lines)}", StringComparison.Ordinal);
        Assert.Contains(_logs.Warnings, line => line.Contains("The sender threw System.InvalidOperationException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SendAsync_CallerGivesUp_IsCancelledAndBreaksNothing()
    {
        Start();
        using var caller = new CancellationTokenSource();
        _vendor.Answers = async end =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.Infinite, end);
            return VoiceCallOutcome.Accepted();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _services.Sender().SendAsync(Sample.Call, caller.Token));

        _vendor.Answers = Accept;
        Assert.True((await SendAsync()).IsAccepted);
    }

    [Fact]
    public async Task SendAsync_VendorKeepsFailing_OpensTheBreakerAndMetricsLogAndHealthSaySo()
    {
        Start();
        using var metrics = new CollectedMetrics(_services);
        _vendor.Answers = _ => Task.FromResult(VoiceCallOutcome.Refused(VoiceCallFailure.Balance, "No money left. Top it up."));
        await SendAsync();
        await SendAsync();

        Assert.Equal(VoiceCallFailure.Unavailable, (await SendAsync()).Failure);
        Assert.Equal(2, _vendor.Asked);
        Assert.Contains(
            "error.type=balance ytx.voice.account=default ytx.voice.outcome=refused: 2", metrics.Of("ytx.voice.calls"));
        Assert.Equal(["ytx.voice.account=default: 2"], metrics.Observe("ytx.voice.breaker.state"));
        Assert.Contains(_logs.Critical, line => line.Contains("Top it up", StringComparison.Ordinal));
        var health = await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Stop);
        Assert.Equal(HealthStatus.Unhealthy, health.Entries["ytx-voice-breaker"].Status);
        Assert.Contains("Top it up", health.Entries["ytx-voice-gateway"].Description, StringComparison.Ordinal);
        Assert.Equal("The settings are valid.", health.Entries["ytx-voice-configuration"].Description);

        _time.Advance(TimeSpan.FromSeconds(30));
        _vendor.Answers = Accept;
        Assert.True((await SendAsync()).IsAccepted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddVoiceCodeSender_WithoutAName_TakesThePlaceOfTheGatewayBeforeAndAfter(bool before)
    {
        var services = Host(new() { ["Ytx:Pipeline:MaxConcurrentCalls"] = "7" });
        if (before)
        {
            services.AddVoiceCodeSender<Vendor>();
        }

        services.AddYtxVoiceCodeSender();
        if (!before)
        {
            services.AddVoiceCodeSender<Vendor>();
        }

        // Starts, although no setting of the gateway is there.
        await StartAsync(services);

        Assert.True((await SendAsync()).IsAccepted);
        var pipeline = Assert.IsType<VoicePipeline>(_services.Sender());
        Assert.Equal(7, pipeline.State.Options.MaxConcurrentCalls);
    }

    [Theory]
    [InlineData("Ytx:Pipeline:Timeout", "00:02:00", "Ytx:Pipeline:Timeout must be 00:00:01 to 00:01:00.")]
    [InlineData("Ytx:Accounts:vendor:Pipeline:QueueLimit", "-1", "Ytx:Accounts:vendor:Pipeline:QueueLimit must be 0 to 1,024.")]
    [InlineData("Ytx:Accounts:vendor:Pipeline:Timeuot", "1", "Ytx:Accounts:vendor:Pipeline:Timeuot is not a known setting. Did you mean Ytx:Accounts:vendor:Pipeline:Timeout?")]
    public async Task StartAsync_WrongSettingOfAVendorsPipeline_IsTold(string key, string value, string sentence)
    {
        var services = Host(new() { [key] = value });
        services.AddVoiceCodeSender<Vendor>().AddVoiceCodeSender<Vendor>("vendor");

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(services));

        Assert.Equal([sentence], exception.Failures);
    }

    [Fact]
    public async Task SendAsync_GatewayRefusesAndAVendorIsNext_IsAskedThroughItsOwnPipeline()
    {
        await using var gateway = RawGateway.Start(Answers.Refusal("-204"));
        var services = Host([]);
        services.AddYtxVoiceCodeSender(options =>
        {
            Sample.Fill(options);
            options.AccountSid = "account";
            options.BaseAddress = gateway.Address;
        });
        services.AddVoiceCodeSender<Vendor>("vendor").AddFailoverVoiceCodeSender("vendor");
        await StartAsync(services);
        using var metrics = new CollectedMetrics(_services);

        Assert.True((await SendAsync()).IsAccepted);

        Assert.Equal(
            [
                "error.type=balance ytx.voice.account=default ytx.voice.outcome=refused: 1",
                "ytx.voice.account=vendor ytx.voice.outcome=accepted: 1",
            ],
            metrics.Of("ytx.voice.calls"));
    }

    [Fact]
    public async Task SendAsync_SenderWithScopedServices_GetsNewOnesForEachCallWhichEndWithIt()
    {
        var services = Host([]);
        var connections = new Connections();
        services.AddSingleton(connections).AddScoped<Connection>().AddVoiceCodeSender<ScopedVendor>();
        await StartAsync(services, new ServiceProviderOptions { ValidateScopes = true });

        await SendAsync();
        await SendAsync();

        Assert.Equal((2, 2), (connections.Opened, connections.Closed));
    }

    private static Task<VoiceCallOutcome> Accept(CancellationToken cancellationToken) =>
        Task.FromResult(VoiceCallOutcome.Accepted("1"));

    private void Start(Action<VoicePipelineOptions>? configure = null)
    {
        var services = Host([]);
        services.AddVoiceCodeSender<Vendor>(configure: configure);
        _services = services.BuildServiceProvider();
    }

    private ServiceCollection Host(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton(_vendor)
            .AddHealthChecks().AddYtxVoiceGateway();
        _logs.AddTo(services);
        return services;
    }

    private async Task StartAsync(IServiceCollection services, ServiceProviderOptions? options = null)
    {
        _services = services.BuildServiceProvider(options ?? new ServiceProviderOptions());
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(Stop);
        }
    }

    private async Task<VoiceCallOutcome> SendAsync() => await _services.Sender().SendAsync(Sample.Call, Stop);

    // The clock is the test's, and the sender's begin is not.
    private async Task AdvanceAsync(Task until, TimeSpan time)
    {
        for (var second = TimeSpan.Zero; second < time; second += TimeSpan.FromSeconds(1))
        {
            Assert.False(until.IsCompleted);
            await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private sealed class Vendor : IVoiceCodeSender
    {
        public Func<CancellationToken, Task<VoiceCallOutcome>> Answers { get; set; } = Accept;

        public int Asked { get; private set; }

        public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
        {
            Asked++;
            return Answers(cancellationToken);
        }
    }

    private sealed class Connections
    {
        public int Opened { get; set; }

        public int Closed { get; set; }
    }

    private sealed class Connection : IDisposable
    {
        private readonly Connections _all;

        public Connection(Connections all)
        {
            _all = all;
            all.Opened++;
        }

        public void Dispose() => _all.Closed++;
    }

    private sealed class ScopedVendor(Connection connection) : IVoiceCodeSender
    {
        public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default) =>
            Task.FromResult(VoiceCallOutcome.Accepted(connection.ToString()));
    }
}
