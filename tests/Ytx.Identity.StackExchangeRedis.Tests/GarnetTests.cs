using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Site;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Voice.Tests;

namespace Ytx.Identity.StackExchangeRedis.Tests;

/// <summary>
/// Garnet with its own clock. Where the clock is shifted, Garnet is never told how long a key lives; and its Lua is newer
/// than Redis's, so that a number which has become a fraction is refused.
/// </summary>
public sealed class GarnetTests(GarnetFixture garnet) : IClassFixture<GarnetFixture>, IDisposable
{
    private readonly CapturedLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task StartAsync_Garnet_TriesEveryScriptAndSaysThatEvictionIsUnknown()
    {
        using var host = Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.False(_logs.Contain("is unavailable at start"), string.Join("\n", _logs.Lines));
        Assert.True(_logs.Contain("does not say whether it evicts"));
    }

    [Fact]
    public async Task AddYtxVoiceStore_Garnet_IsHealthy()
    {
        using var host = Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Healthy, report.Entries["ytx-voice-store"].Status);
    }

    [Fact]
    public async Task LogIn_Garnet_LeavesOnlyKeysThatEnd()
    {
        await using var connection = await garnet.ConnectAsync();
        var caller = new Caller(StoreFactory.Create(connection, options => options.Timeout = TimeSpan.FromSeconds(10)));

        await caller.LogInAsync();

        var lives = new List<TimeSpan?>();
        await foreach (var key in connection.GetServers()[0].KeysAsync())
        {
            lives.Add(await connection.GetDatabase().KeyTimeToLiveAsync(key));
        }

        // Of the user, his number and the application.
        Assert.True(lives.Count >= 3, $"{lives.Count} keys");
        Assert.All(lives, life => Assert.InRange(life!.Value, TimeSpan.Zero, TimeSpan.FromHours(1) + TimeSpan.FromMinutes(2)));
    }

    private IHost Build() => RedisHost.Build(
        identity =>
        {
            identity.AddRedisVoiceCodeStore(options =>
            {
                options.Configuration = garnet.ConnectionString;
                options.Timeout = TimeSpan.FromSeconds(10);
            });
            identity.Services.AddHealthChecks().AddYtxVoiceStore();
        },
        _logs);
}
