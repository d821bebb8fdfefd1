using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests.Pipeline;

public sealed class PipelineHealthCheckTests : IAsyncDisposable
{
    private const string Configuration = "ytx-voice-configuration";
    private const string LastCall = "ytx-voice-gateway";
    private const string Breaker = "ytx-voice-breaker";
    private const string Balance = "ytx-voice-balance";

    private readonly FakeTimeProvider _time = new(Sample.Now);
    private readonly RawGateway _gateway;
    private Answer _answer = Answers.Accepted;
    private ServiceProvider _provider = new ServiceCollection().BuildServiceProvider();

    public PipelineHealthCheckTests() => _gateway = RawGateway.Start((stream, stop) => _answer(stream, stop));

    [Fact]
    public async Task CheckHealth_BeforeAnyCall_IsHealthyAndPlacesNone()
    {
        Start();

        await AssertAsync(Configuration, HealthStatus.Healthy, "127.0.0.1");
        await AssertAsync(LastCall, HealthStatus.Healthy, "No call was placed yet.");
        await AssertAsync(Breaker, HealthStatus.Healthy, "Calls are sent to the vendor.");
        Assert.Empty(_gateway.Requests);
    }

    [Fact]
    public async Task CheckHealth_AfterACall_SaysWhenItWasAccepted()
    {
        Start();

        await SendAsync();

        await AssertAsync(LastCall, HealthStatus.Healthy, "A call was accepted at 2014-04-16 06:20:30Z.");
        Assert.Single(_gateway.Requests);
    }

    [Theory]
    [InlineData("-203", "Check Ytx:AuthToken")]
    [InlineData("-204", "Top it up")]
    [InlineData("-104", "Ask the vendor for a higher rate")]
    public async Task CheckHealth_EveryNextCallWouldBeRefused_IsUnhealthyAndSaysWhatToFix(string status, string fix)
    {
        Start();

        await FailAsync(Answers.Refusal(status));

        await AssertAsync(LastCall, HealthStatus.Unhealthy, fix);
        await AssertAsync(Configuration, HealthStatus.Healthy, "The settings are valid");
        Assert.Single(_gateway.Requests);
    }

    [Fact]
    public async Task CheckHealth_SenderBehindADecorator_IsAskedLikeOurs()
    {
        Start(services => services.AddSingleton<IVoiceCodeSender>(provider =>
            new DecoratedSender(provider.GetRequiredKeyedService<IVoiceCodeSender>(""))));

        await FailAsync(Answers.Refusal("-204"));

        await AssertAsync(LastCall, HealthStatus.Unhealthy, "Top it up");
    }

    [Fact]
    public async Task CheckHealth_GatewayFailed_IsDegraded()
    {
        Start();

        await FailAsync(Answers.Http(503));

        await AssertAsync(LastCall, HealthStatus.Degraded, "HTTP 503");
    }

    [Fact]
    public async Task CheckHealth_NumberRefused_StaysHealthy()
    {
        Start();

        await FailAsync(Answers.Refusal("-102"));

        await AssertAsync(LastCall, HealthStatus.Healthy, "it refused a number");
    }

    [Fact]
    public async Task CheckHealth_BreakerOpen_IsUnhealthyAndSaysWhy()
    {
        Start();

        await FailAsync(Answers.Refusal("-204"));
        await AssertAsync(Breaker, HealthStatus.Healthy, "Calls are sent to the vendor.");
        await FailAsync(Answers.Refusal("-204"));

        await AssertAsync(Breaker, HealthStatus.Unhealthy, "The circuit breaker is open. After 30 s one call tries the vendor again. The last failure was: The gateway answered -204");
        _time.Advance(TimeSpan.FromSeconds(30));
        var during = "";
        _answer = async (stream, stop) =>
        {
            during = (await CheckAsync(Breaker)).Description!;
            return await Answers.Accepted(stream, stop);
        };
        await SendAsync();
        Assert.Equal("One call is trying the vendor.", during);
        await AssertAsync(Breaker, HealthStatus.Healthy, "Calls are sent to the vendor.");
    }

    [Fact]
    public async Task CheckHealth_SettingsDoNotHold_IsUnhealthyAndNamesTheKeyOnly()
    {
        Start();

        _provider.GetRequiredService<ChangeableOptions>().Change(options => options.PlayCount = 99);

        var entry = await AssertAsync(Configuration, HealthStatus.Unhealthy, "Ytx:PlayCount");
        Assert.DoesNotContain(Sample.Token, entry.Description, StringComparison.Ordinal);
        await AssertAsync(LastCall, HealthStatus.Unhealthy, "Ytx:PlayCount");
    }

    [Fact]
    public async Task CheckHealth_OneAccountOfTwoIsUnwell_IsDegradedAndNamesIt()
    {
        Start(backup: true);
        var backup = _provider.GetRequiredKeyedService<IVoiceCodeSender>("backup");

        await FailAsync(Answers.Refusal("-203"), backup);

        var entry = await AssertAsync(LastCall, HealthStatus.Degraded, "backup: The gateway answered -203");
        Assert.Contains("default: No call was placed yet.", entry.Description, StringComparison.Ordinal);
        Assert.Equal(("Healthy", "Unhealthy"), (entry.Data["default"], entry.Data["backup"]));

        await FailAsync(Answers.Refusal("-203"));
        await AssertAsync(LastCall, HealthStatus.Unhealthy, "backup:");
    }

    [Fact]
    public async Task CheckHealth_AnotherVendorsSender_LeavesTheAccountOut()
    {
        Start(services => services.AddSingleton<IVoiceCodeSender>(new OtherVendor()), options => options.AuthToken = "");

        var entry = await AssertAsync(Configuration, HealthStatus.Healthy, "");

        Assert.Empty(entry.Data);
    }

    [Fact]
    public async Task AddYtxVoiceGateway_FailureStatusAndTags_AreTheApplications()
    {
        Start(checks: checks => checks.AddYtxVoiceGateway(HealthStatus.Degraded, ["ready"]));

        await FailAsync(Answers.Refusal("-203"));

        var entry = await AssertAsync(LastCall, HealthStatus.Degraded, "-203");
        Assert.Equal(["ready"], entry.Tags);
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    private void Start(
        Action<IServiceCollection>? change = null, Action<YtxVoiceOptions>? settings = null,
        Action<IHealthChecksBuilder>? checks = null, bool backup = false)
    {
        var collection = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddLogging();
        change?.Invoke(collection);
        collection.AddYtxVoiceCodeSender(Fill);
        if (backup)
        {
            collection.AddYtxVoiceCodeSender("backup", Fill);
        }

        (checks ?? (static checks => checks.AddYtxVoiceGateway()))(collection.AddHealthChecks());
        ChangeableOptions.AddTo(collection);
        _provider = collection.BuildServiceProvider();

        void Fill(YtxVoiceOptions options)
        {
            Sample.Fill(options);
            options.BaseAddress = _gateway.Address;
            settings?.Invoke(options);
        }
    }

    private async Task<HealthReportEntry> AssertAsync(string check, HealthStatus status, string description)
    {
        var entry = await CheckAsync(check);
        Assert.Equal((status, null), (entry.Status, entry.Exception));
        Assert.Contains(description, entry.Description, StringComparison.Ordinal);
        return entry;
    }

    private async Task<HealthReportEntry> CheckAsync(string check)
    {
        var report = await _provider.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal([Balance, Breaker, Configuration, LastCall], report.Entries.Keys.Order(StringComparer.Ordinal));
        return report.Entries[check];
    }

    private Task<VoiceCallOutcome> SendAsync(IVoiceCodeSender? sender = null) =>
        (sender ?? _provider.Sender()).SendAsync(Sample.Call, TestContext.Current.CancellationToken);

    private Task<VoiceCallOutcome> FailAsync(Answer answer, IVoiceCodeSender? sender = null)
    {
        _answer = answer;
        return SendAsync(sender).FailureAsync();
    }

    private sealed class OtherVendor : IVoiceCodeSender
    {
        public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
