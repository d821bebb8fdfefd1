using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Site;

namespace Ytx.Identity.StackExchangeRedis.Tests;

public sealed class HealthCheckTests
{
    private static readonly TimeSpan Little = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task AddYtxVoiceStore_RedisAnswers_IsHealthyAndSaysHowFast()
    {
        await using var server = await RedisServer.StartAsync();

        var entry = await CheckAsync(server.ConnectionString);

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.InRange((double)entry.Data["milliseconds"], 0.001, 1_000);
        await Waiting.UntilAsync(
            Little, async () => await server.AskAsync("DBSIZE") is "0" ? null : "There are keys that stay.");
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

    [Fact]
    public async Task AddYtxVoiceStore_OnlyAReplicaIsLeft_IsUnhealthyUntilItIsPrimary()
    {
        await using var pair = await RedisPair.StartAsync();
        using var host = Build(pair.ConnectionString);
        await BecomesAsync(host, HealthStatus.Healthy);

        await pair.Primary.StopAsync();
        await BecomesAsync(host, HealthStatus.Unhealthy);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
            Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host)).Status)));

        await pair.PromoteAsync();
        await BecomesAsync(host, HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AddYtxVoiceStore_OneOfThreeShardsIsDead_IsUnhealthyUntilItIsBack(bool needsAllShards)
    {
        await using var cluster = await RedisCluster.StartAsync();
        foreach (var node in cluster.Nodes)
        {
            await node.AskAsync("CONFIG", "SET", "cluster-require-full-coverage", needsAllShards ? "yes" : "no");
        }

        using var host = Build(cluster.ConnectionString);
        await BecomesAsync(host, HealthStatus.Healthy);
        await cluster.Nodes[1].StopAsync();

        // At once, while the others do not know yet, and when they do.
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host)).Status);
        await Waiting.UntilAsync(Patience, async () =>
            await cluster.Nodes[0].AskAsync("CLUSTER", "NODES") is var nodes && nodes.Contains("fail ") ? null : nodes);
        var sick = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, sick.Status);
        using (var late = Build(cluster.ConnectionString))
        {
            Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(late)).Status);
        }

        await cluster.Nodes[1].RestartAsync();
        await BecomesAsync(host, HealthStatus.Healthy);
    }

    private static async Task<HealthReportEntry> CheckAsync(string connectionString, HealthStatus? failureStatus = null)
    {
        using var host = Build(connectionString, failureStatus);
        return await CheckAsync(host);
    }

    private static IHost Build(string connectionString, HealthStatus? failureStatus = null) => RedisHost.Build(identity =>
    {
        identity.AddRedisVoiceCodeStore(connectionString);
        identity.Services.AddHealthChecks().AddYtxVoiceStore(failureStatus: failureStatus);
    });

    private static async Task<HealthReportEntry> CheckAsync(IHost host)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);
        return report.Entries["ytx-voice-store"];
    }

    private static Task BecomesAsync(IHost host, HealthStatus status) => Waiting.UntilAsync(Patience, async () =>
        await CheckAsync(host) is var entry && entry.Status == status ? null : $"It is {entry.Status}: {entry.Description}");
}
