using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>
/// A primary hangs: its sockets stay open and nothing answers. Then its replica is made primary. A connection of our own, or
/// one with the settings that the start asks for, works with it within six seconds, and the last failure is as soon.
/// </summary>
[Collection(HeavyLoad.Name)]
public sealed class HungPrimaryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0.1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task HungPrimary_ReplicaPromotedByHand_WorksWithinSixSeconds(double seconds)
    {
        await using var pair = await RedisPair.StartAsync();
        await using var load = await LiveLoad.StartAsync(pair.ConnectionString);

        await load.StrikeAsync(
            async () =>
            {
                await pair.FollowsAsync();
                pair.Primary.Pause();
            },
            TimeSpan.FromSeconds(seconds), pair.PromoteAsync);

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwiceOutside);
        Assert.True(report.Unavailable > 0);
        Assert.Equal(LiveLoad.HeldCodes, report.HeldAccepted);
    }

    [Fact]
    public async Task HungPrimary_SharedConnectionSetAsTheStartSays_WorksWithinSixSeconds()
    {
        await using var pair = await RedisPair.StartAsync();
        await using var shared = await ConnectionMultiplexer.ConnectAsync($"{pair.ConnectionString},{FailFastSettings.Settings}");
        var store = StoreFactory.Create(shared);
        await WorksAsync(store);
        var (stop, successes) = (new CancellationTokenSource(), 0);
        var calling = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if ((await new Caller(store).BeginAsync()).Status is ChallengeStatus.Granted)
                {
                    Interlocked.Increment(ref successes);
                }
            }
        })));

        pair.Primary.Pause();
        await pair.PromoteAsync();
        var (start, before) = (TimeProvider.System.GetTimestamp(), Volatile.Read(ref successes));
        await Waiting.UntilAsync(Patience, () =>
            Task.FromResult(Volatile.Read(ref successes) > before + 100 ? null : "Nothing is granted."));
        var waited = TimeProvider.System.GetElapsedTime(start);

        await stop.CancelAsync();
        await calling;
        TestContext.Current.TestOutputHelper!.WriteLine($"A hundred successes within {waited.TotalMilliseconds:F0} ms");
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task HungPrimary_InACluster_WorksWithinSixSecondsOfTheFailover()
    {
        await using var cluster = await RedisCluster.StartAsync(primaries: 3, replicas: 1);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(cluster.ConnectionString);
        var tags = new SubjectTags(Convert.FromBase64String(StoreFactory.StoreKey), "");
        var key = Enumerable.Range(0, 1_000).Select(i => $"{i}").First(key => IsOnFirst(key));
        await using var load = await LiveLoad.StartAsync(
            cluster.ConnectionString, user => IsOnFirst(tags.Of(AllowanceSubject.User, user).Key));

        await load.StrikeAsync(
            () => Task.Run(cluster.Nodes[0].Pause), TimeSpan.FromMilliseconds(400), () => cluster.PrimaryOfAsync(key));

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwiceOutside);
        Assert.True(report.Unavailable > 0);
        Assert.Equal(LiveLoad.HeldCodes, report.HeldAccepted);

        bool IsOnFirst(RedisKey key) => connection.HashSlot(key) < 16_384 / 3;
    }

    [Fact]
    public async Task OldPrimary_GoesOnAsPrimary_FailsLogInsUntilItIsAReplica()
    {
        await using var pair = await RedisPair.StartAsync();
        await using var store = StoreFactory.Create(options => options.Configuration = pair.ConnectionString);
        await WorksAsync(store);
        pair.Primary.Pause();
        await pair.PromoteAsync();
        await WorksAsync(store);

        pair.Primary.Resume();

        // Two primaries that do not know of each other, and a client that asks both in turn. What one knows the other does not.
        var split = await LogInsAsync(store, count: 100);

        await pair.Primary.AskAsync("REPLICAOF", "127.0.0.1", $"{pair.Replica.Port}");
        await Waiting.UntilAsync(Patience, async () =>
            await LogInsAsync(store, count: 20) is 20 ? null : "It asks both of them.");
        var whole = await LogInsAsync(store, count: 100);
        TestContext.Current.TestOutputHelper!.WriteLine($"{split} of 100 log-ins with two primaries, {whole} with one");
        Assert.Equal(100, whole);
    }

    private static async Task<int> LogInsAsync(RedisVoiceCodeStore store, int count)
    {
        var done = 0;
        for (var i = 0; i < count; i++)
        {
            var caller = new Caller(store);
            done += (await caller.BeginAsync()).Status is ChallengeStatus.Granted
                && (await caller.VerifyAsync()).Status is ChallengeStatus.Verified ? 1 : 0;
        }

        return done;
    }

    private static Task WorksAsync(RedisVoiceCodeStore store) => Waiting.UntilAsync(Patience, async () =>
        (await new Caller(store).BeginAsync()).Status is ChallengeStatus.Granted ? null : "It grants nothing.");
}
