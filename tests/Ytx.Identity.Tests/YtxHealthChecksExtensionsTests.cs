using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests;

public sealed class YtxHealthChecksExtensionsTests
{
    private const int MaxWaitingCodes = 1000;

    private static readonly Allowance Daily = new("daily", new AllowanceRule(10, TimeSpan.FromDays(1)));

    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryVoiceCodeStore _store;

    public YtxHealthChecksExtensionsTests() => _store = new InMemoryVoiceCodeStore(_clock, MaxWaitingCodes);

    [Theory]
    [InlineData(0, HealthStatus.Healthy)]
    [InlineData(799, HealthStatus.Healthy)]
    [InlineData(800, HealthStatus.Degraded)]
    [InlineData(999, HealthStatus.Degraded)]
    [InlineData(1000, HealthStatus.Unhealthy)]
    public async Task AddYtxVoiceStore_InProcess_SaysHowFullItIs(int codes, HealthStatus status)
    {
        await BeginAsync(codes);

        var entry = await CheckAsync(_store);

        Assert.Equal(status, entry.Status);
        Assert.Equal((long)codes, entry.Data["waitingCodes"]);
        Assert.Equal(MaxWaitingCodes, entry.Data["maxWaitingCodes"]);
        Assert.Contains("Ytx:Store:MaxWaitingCodes", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddYtxVoiceStore_InProcess_CodesHaveEnded_IsHealthyWithoutANewCall()
    {
        await BeginAsync(MaxWaitingCodes);

        _clock.Advance(TimeSpan.FromMinutes(10));

        var entry = await CheckAsync(_store);
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(0L, entry.Data["waitingCodes"]);
    }

    [Fact]
    public async Task AddYtxVoiceStore_InProcess_CountedCallsHaveEnded_IsHealthyWithoutANewCall()
    {
        // Ten subjects a code are remembered: a host that was called full must not stay so because nobody calls.
        for (var i = 0; i < 10; i++)
        {
            await BeginAsync(MaxWaitingCodes - 1, [Daily]);
            _clock.Advance(TimeSpan.FromMinutes(10));
        }

        await BeginAsync(10, [Daily]);
        var full = await CheckAsync(_store);
        Assert.Equal(HealthStatus.Unhealthy, full.Status);
        Assert.Equal(full.Data["maxSubjects"], full.Data["subjects"]);

        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(_store)).Status);
    }

    [Fact]
    public async Task BeginAsync_CountedCallsOfAnotherAllowanceHaveEnded_IsGranted()
    {
        for (var i = 0; i < 10; i++)
        {
            await BeginAsync(MaxWaitingCodes - 1, [Daily]);
            _clock.Advance(TimeSpan.FromMinutes(10));
        }

        await BeginAsync(10, [Daily]);
        Assert.Equal(ChallengeStatus.Unavailable, (await _store.BeginAsync(Request([]), Stop)).Status);

        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(ChallengeStatus.Granted, (await _store.BeginAsync(Request([]), Stop)).Status);
    }

    [Fact]
    public async Task AddYtxVoiceStore_FailureStatus_IsReportedInsteadOfUnhealthy()
    {
        await BeginAsync(MaxWaitingCodes);

        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(_store, HealthStatus.Degraded)).Status);
    }

    [Fact]
    public async Task AddYtxVoiceStore_StoreWithoutACheck_IsHealthyAndSaysThatItWasNotAsked()
    {
        var entry = await CheckAsync(new BrokenStore());

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Contains("no health check", entry.Description, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<HealthReportEntry> CheckAsync(IVoiceCodeStore store, HealthStatus? failureStatus = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(store);
        services.AddHealthChecks().AddYtxVoiceStore(failureStatus: failureStatus);
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Stop);
        return report.Entries["ytx-voice-store"];
    }

    private async Task BeginAsync(int codes, Allowance[]? allowances = null)
    {
        for (var i = 0; i < codes; i++)
        {
            var grant = await _store.BeginAsync(Request(allowances ?? []), Stop);
            Assert.Equal(ChallengeStatus.Granted, grant.Status);
        }
    }

    private static ChallengeRequest Request(Allowance[] allowances)
    {
        var user = Guid.NewGuid().ToString();
        return ChallengeRequests.Create(user, Array.ConvertAll(allowances, allowance => new AllowanceClaim(allowance, user)));
    }
}
