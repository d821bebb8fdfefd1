using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>
/// A primary of a cluster dies while callers call, all of whom it serves. Replicas follow their primary a moment behind, so
/// what it did last may die with it: a code that it has accepted then can be accepted a second time.
/// </summary>
[Collection(HeavyLoad.Name)]
public sealed class FailoverTests : IAsyncLifetime
{
    // Sooner than a node is taken for dead, so in any case before its replica takes over.
    private static readonly TimeSpan Outage = TimeSpan.FromMilliseconds(400);

    private readonly SubjectTags _tags = new(Convert.FromBase64String(StoreFactory.StoreKey), "");
    private RedisCluster _cluster = null!;
    private ConnectionMultiplexer _connection = null!;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _cluster = await RedisCluster.StartAsync(primaries: 3, replicas: 1);
        _connection = await ConnectionMultiplexer.ConnectAsync(_cluster.ConnectionString);
        _key = Enumerable.Range(0, 1_000).Select(i => $"{i}").First(key => IsOnFirst(key));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task KilledPrimary_UnderLoad_GoesOnWithItsReplica()
    {
        await using var load = await LiveLoad.StartAsync(_cluster.ConnectionString, IsServedByFirst);

        await load.StrikeAsync(
            () => _cluster.KillPrimaryOfAsync(_key), Outage, () => _cluster.PrimaryOfAsync(_key));

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwiceOutside);
        Assert.True(report.Unavailable > 0);
        Assert.Equal(LiveLoad.HeldCodes, report.HeldAccepted);
    }

    [Fact]
    public async Task KilledPrimary_ReplicaBehind_ForgetsWhatItsReplicaDidNotKnow()
    {
        var (primary, replica) = (_cluster.Nodes[0], _cluster.Nodes[3]);
        await using var load = await LiveLoad.StartAsync(_cluster.ConnectionString, IsServedByFirst);

        await load.StrikeAsync(
            async () =>
            {
                // A replica that hangs would read later what was sent to it: its connection must end too.
                replica.Pause();
                await primary.AskAsync("CLIENT", "KILL", "TYPE", "replica");
                await load.TryHeldAsync();
                await primary.StopAsync();
                replica.Resume();
            },
            Outage,
            async () =>
            {
                await _cluster.PrimaryOfAsync(_key);
                await primary.RestartAsync();
                await _cluster.PrimaryOfAsync(_key);
            });

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwiceOutside);
        Assert.Equal(LiveLoad.HeldCodes, report.HeldAccepted);

        // Those that were held to the primary, and whatever the load had verified in the same moments.
        Assert.InRange(report.AcceptedTwice.Count(), LiveLoad.HeldCodes / 2, int.MaxValue);
    }

    private bool IsServedByFirst(string user) =>
        IsOnFirst(_tags.Of(AllowanceSubject.User, user).Key);

    private bool IsOnFirst(RedisKey key) => _connection.HashSlot(key) < 16_384 / 3;
}
