using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>Slots of a cluster move from one primary to another, and perhaps stop half-way: nobody is shut out.</summary>
[Collection(HeavyLoad.Name)]
public sealed class SlotMigrationTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SubjectTags _tags = new(Convert.FromBase64String(StoreFactory.StoreKey), "");
    private RedisCluster _cluster = null!;
    private ConnectionMultiplexer _admin = null!;
    private RedisServer? _target;
    private string _from = "";
    private string _to = "";

    private RedisServer Source => _cluster.Nodes[0];

    private RedisServer Target => _target!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await RedisCluster.StartAsync();
        _admin = await ConnectionMultiplexer.ConnectAsync(_cluster.ConnectionString, options => options.AllowAdmin = true);
    }

    public async ValueTask DisposeAsync()
    {
        await _admin.DisposeAsync();
        await _cluster.DisposeAsync();
        if (_target is not null)
        {
            await _target.DisposeAsync();
        }
    }

    [Fact]
    public async Task Migration_Interrupted_ShutsNobodyOut()
    {
        await using var store = StoreFactory.Create(options =>
        {
            options.Configuration = _cluster.ConnectionString;
            options.Timeout = TimeSpan.FromSeconds(10);
        });
        var callers = CallersOfOneSlot(store, count: 9);
        var (moved, stayed, fresh) = (callers[..3], callers[3..6], callers[6..]);
        foreach (var caller in callers[..6])
        {
            Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync()).Status);
            Assert.Equal(4, (await caller.VerifyAsync(isRight: false)).TriesLeft);
        }

        await JoinAsync();
        await BeginMovingAsync(_admin.HashSlot(KeyOf(callers[0])));
        foreach (var caller in moved)
        {
            await MoveAsync([(string)KeyOf(caller)!]);
        }

        // It stays so. Whoever asks first does not yet know the scripts where he is sent.
        for (var i = 0; i < 2; i++)
        {
            foreach (var caller in callers[..6])
            {
                Assert.Equal(3 - i, (await caller.VerifyAsync(isRight: false)).TriesLeft);
                Assert.Equal(ChallengeStatus.Denied, (await caller.BeginAsync()).Status);
            }
        }

        foreach (var caller in fresh)
        {
            var request = caller.Request();
            await store.AbandonAsync(request, await caller.BeginAsync(request), TestContext.Current.CancellationToken);
            Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
            Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync()).Status);
            Assert.Equal(4, (await caller.VerifyAsync(isRight: false)).TriesLeft);
        }

        foreach (var caller in callers)
        {
            Assert.Equal(ChallengeStatus.Verified, (await caller.VerifyAsync()).Status);
            Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
            Assert.True(await store.UnlockAsync(
                new("", caller.UserId), VoiceCodePurposeKind.LogIn, TestContext.Current.CancellationToken));
        }

        Assert.Equal(3, moved.Length + stayed.Length - fresh.Length);
    }

    [Fact]
    public async Task Migration_UnderLoad_LosesNothingAndAcceptsNothingTwice()
    {
        // Those that move are all the users' that call.
        const int Moving = 100;
        await using var load = await LiveLoad.StartAsync(
            _cluster.ConnectionString, user => _admin.HashSlot(_tags.Of(AllowanceSubject.User, user).Key) < Moving);

        await load.StrikeAsync(
            async () =>
            {
                await JoinAsync();
                for (var slot = 0; slot < Moving; slot++)
                {
                    await BeginMovingAsync(slot);
                    await MoveAllAsync(slot);

                    // For a moment each of the two says that it is the other's. The third hears of it from these.
                    await Source.AskAsync("CLUSTER", "SETSLOT", $"{slot}", "NODE", _to);
                    await Target.AskAsync("CLUSTER", "SETSLOT", $"{slot}", "NODE", _to);
                }
            },
            TimeSpan.Zero, () => Task.CompletedTask);

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwice);
        Assert.Empty(report.Lost);
        Assert.Equal(0, report.Unavailable);
        Assert.Equal(LiveLoad.HeldCodes, report.HeldAccepted);
    }

    // A node of which no client has heard.
    private async Task JoinAsync()
    {
        _target = await RedisServer.StartAsync(new RedisServerOptions { ClusterNodeTimeout = TimeSpan.FromSeconds(1) });
        await _target.AskAsync("CLUSTER", "SET-CONFIG-EPOCH", "4");
        _to = await _target.AskAsync("CLUSTER", "MYID");
        _from = await Source.AskAsync("CLUSTER", "MYID");
        foreach (var node in _cluster.Nodes)
        {
            await _target.AskAsync("CLUSTER", "MEET", "127.0.0.1", $"{node.Port}", $"{node.BusPort}");
        }

        await Waiting.UntilAsync(Patience, async () =>
        {
            var views = await Task.WhenAll(_cluster.Nodes.Append(_target).Select(node => node.AskAsync("CLUSTER", "NODES")));
            return views.All(view => new ClusterView(view).Acquainted == 4)
                && (await _target.AskAsync("CLUSTER", "INFO")).Contains("cluster_state:ok")
                ? null
                : "The nodes do not know each other.";
        });
    }

    private async Task BeginMovingAsync(int slot)
    {
        await Target.AskAsync("CLUSTER", "SETSLOT", $"{slot}", "IMPORTING", _from);
        await Source.AskAsync("CLUSTER", "SETSLOT", $"{slot}", "MIGRATING", _to);
    }

    private async Task MoveAllAsync(int slot)
    {
        while (true)
        {
            var server = _admin.GetServer(Source.EndPoint);
            var keys = (string[])(await server.ExecuteAsync("CLUSTER", "GETKEYSINSLOT", slot, 100))!;
            if (keys.Length is 0)
            {
                return;
            }

            await MoveAsync(keys);
        }
    }

    private Task<string> MoveAsync(string[] keys) => Source.AskAsync(
        ["MIGRATE", "127.0.0.1", $"{Target.Port}", "", "0", "5000", "KEYS", .. keys]);

    // Of the first node, to which that slot belongs until it moves.
    private Caller[] CallersOfOneSlot(RedisVoiceCodeStore store, int count) => Enumerable.Range(0, 1_000_000)
        .Select(i => new Caller(store, $"user-{i}"))
        .Where(caller => _admin.HashSlot(KeyOf(caller)) == 7)
        .Take(count)
        .ToArray();

    private RedisKey KeyOf(Caller caller) => _tags.Of(AllowanceSubject.User, caller.UserId).Key;
}
