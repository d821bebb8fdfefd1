using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Site;

namespace Ytx.Identity.StackExchangeRedis.Tests;

public sealed class HealthCheckTests
{
    private static readonly TimeSpan Little = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task AddYtxVoiceStore_RedisAnswers_IsHealthyAndSaysHowFast()
    {
        await using var server = await RedisServer.StartAsync();

        var entry = await CheckAsync(server.ConnectionString);

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.InRange((double)entry.Data["milliseconds"], 0.001, 1_000);
        Assert.Equal("0", await server.AskAsync("DBSIZE"));
    }

    [Theory]
    [InlineData(null, HealthStatus.Unhealthy)]
    [InlineData(HealthStatus.Degraded, HealthStatus.Degraded)]
    public async Task AddYtxVoiceStore_RedisIsAway_IsTheFailureStatusWithinTheTimeout(HealthStatus? given, HealthStatus expected)
    {
        var start = TimeProvider.System.GetTimestamp();

        var entry = await CheckAsync($"127.0.0.1:{FreePort.Next()}", given);

        Assert.Equal(expected, entry.Status);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, Little);
    }

    [Fact]
    public async Task AddYtxVoiceStore_RedisHangs_IsUnhealthyWithinTheTimeout()
    {
        await using var server = await RedisServer.StartAsync();
        server.Pause();
        var start = TimeProvider.System.GetTimestamp();

        var entry = await CheckAsync(server.ConnectionString);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, Little);
    }

    private static async Task<HealthReportEntry> CheckAsync(string connectionString, HealthStatus? failureStatus = null)
    {
        using var host = RedisHost.Build(identity =>
        {
            identity.AddRedisVoiceCodeStore(connectionString);
            identity.Services.AddHealthChecks().AddYtxVoiceStore(failureStatus: failureStatus);
        });
        var report = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);
        return report.Entries["ytx-voice-store"];
    }
}
