using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Tests;

namespace Ytx.Identity.StackExchangeRedis.Tests.Connection;

/// <summary>A code is accepted when a replica knows that it is used up, and not before.</summary>
public sealed class ReplicationTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Little = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CollectedLogs _logs = new();
    private RedisServer? _primary;
    private RedisServer? _replica;
    private RedisVoiceCodeStore? _store;

    private RedisServer Replica => _replica!;

    private RedisVoiceCodeStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _primary = await RedisServer.StartAsync(
            new RedisServerOptions { Arguments = ["--repl-diskless-sync-delay", "0"] });
        _replica = await RedisServer.StartAsync(
            new RedisServerOptions { Arguments = ["--replicaof", "127.0.0.1", $"{_primary.Port}"] });
        await Waiting.UntilAsync(Patience, async () =>
            (await _primary.AskAsync("INFO", "replication")).Contains("state=online") ? null : "The replica is not there.");
        _store = StoreFactory.Create(
            options =>
            {
                options.Configuration = _primary.ConnectionString;
                options.RequireReplicas = 1;
                options.Timeout = Timeout;
            },
            new LoggerFactory([_logs]).CreateLogger<RedisVoiceCodeStore>());
    }

    public async ValueTask DisposeAsync()
    {
        _logs.Dispose();
        if (_store is not null)
        {
            await _store.DisposeAsync();
            await _replica!.DisposeAsync();
            await _primary!.DisposeAsync();
        }
    }

    [Fact]
    public async Task VerifyAsync_ReplicaAcknowledges_IsAcceptedAndUsedUpThereToo()
    {
        var caller = new Caller(Store);

        await caller.LogInAsync();

        await using var replica = await ConnectionMultiplexer.ConnectAsync(Replica.ConnectionString);
        var keys = await replica.GetServers()[0].KeysAsync().ToListAsync(TestContext.Current.CancellationToken);
        Assert.Contains(keys, key => ((string)key!).EndsWith(":a", StringComparison.Ordinal));
        Assert.DoesNotContain(keys, key => ((string)key!).Contains(":c:", StringComparison.Ordinal));
        Assert.Empty(_logs.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task VerifyAsync_ReplicaDoesNotAcknowledge_IsNotAcceptedAndUsedUp(bool isStopped)
    {
        var caller = new Caller(Store);
        await caller.BeginAsync();
        if (isStopped)
        {
            await Replica.StopAsync();
        }
        else
        {
            Replica.Pause();
        }

        var start = TimeProvider.System.GetTimestamp();
        Assert.Equal(ChallengeStatus.Unavailable, (await caller.VerifyAsync()).Status);

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, Timeout + Little);
        Assert.True(_logs.Contain("fewer than 1 replicas"));
        Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
    }

    [Fact]
    public async Task VerifyAsync_WrongCode_WaitsForNoReplica()
    {
        var caller = new Caller(Store);
        await caller.BeginAsync();
        Replica.Pause();

        Assert.Equal(ChallengeStatus.Wrong, (await caller.VerifyAsync(isRight: false)).Status);
        Assert.Empty(_logs.Lines);
    }
}
