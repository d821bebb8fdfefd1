using System.Globalization;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>
/// What a failover forgets, as docs/scale.md says it: all that the primary did since its replica heard of it last. A limit of
/// the server's own, min-replicas-to-write, bounds for how long that can be.
/// </summary>
[Collection(HeavyLoad.Name)]
public sealed class AsynchronousReplicationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(2);

    // Far more than the second that is set, for a machine that is busy, and far less than a link that is never missed.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Failover_AfterTheLinkWasCut_ForgetsTriesAndUses()
    {
        await using var pair = await RedisPair.StartAsync();
        await using var store = Create(pair.ConnectionString);
        var (guessed, used, late) = (new Caller(store), new Caller(store), new Caller(store));
        await WorksAsync(store);
        await guessed.BeginAsync();
        await used.BeginAsync();
        await pair.FollowsAsync();

        pair.Replica.Pause();
        await pair.Primary.AskAsync("CLIENT", "KILL", "TYPE", "replica");
        var compared = await GuessAsync(guessed);
        Assert.Equal(ChallengeStatus.Verified, (await used.VerifyAsync()).Status);
        Assert.Equal(ChallengeStatus.Granted, (await late.BeginAsync()).Status);
        await pair.Primary.StopAsync();
        pair.Replica.Resume();
        await pair.PromoteAsync();
        await WorksAsync(store);

        // A whole limit: five tries of five once more, a code that was used, and a call.
        compared += await GuessAsync(guessed);
        Assert.Equal(10, compared);
        Assert.Equal(ChallengeStatus.Verified, (await used.VerifyAsync()).Status);
        Assert.Equal(ChallengeStatus.Missing, (await late.VerifyAsync()).Status);
        Assert.Equal(ChallengeStatus.Granted, (await late.BeginAsync()).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CutLink_MinReplicasToWrite_RefusesAfterTheLag(bool isSilent)
    {
        await using var primary = await RedisServer.StartAsync(new RedisServerOptions
        {
            Arguments = ["--repl-diskless-sync-delay", "0", "--min-replicas-to-write", "1", "--min-replicas-max-lag", "1"],
        });
        await using var link = TcpProxy.Start(primary.EndPoint);
        await using var replica = await RedisServer.StartAsync();
        await using var store = Create(primary.ConnectionString);
        await replica.AskAsync("REPLICAOF", "127.0.0.1", $"{link.Port}");
        await WorksAsync(store);
        var callers = Enumerable.Range(0, 2_000).Select(_ => new Caller(store)).ToArray();
        foreach (var caller in callers)
        {
            Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync()).Status);
        }

        // The codes are there before the link is cut, however busy the machine is.
        await RedisPair.FollowsAsync(primary, replica);

        // Silent: nothing arrives any more, and nobody is told so.
        var start = TimeProvider.System.GetTimestamp();
        if (isSilent)
        {
            link.Delay = TimeSpan.FromHours(1);
        }
        else
        {
            link.RefuseConnections();
            link.DropConnections();
        }

        var (compared, refused) = (0, default(TimeSpan?));
        using var pace = new PeriodicTimer(Pace);
        foreach (var caller in callers)
        {
            for (var i = 0; i < 5 && refused is null; i++)
            {
                await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
                var guess = await caller.VerifyAsync(isRight: false);
                compared += guess.Status is ChallengeStatus.Wrong ? 1 : 0;
                refused = guess.Status is ChallengeStatus.Wrong ? null : TimeProvider.System.GetElapsedTime(start);
            }
        }

        // And nothing after that.
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(ChallengeStatus.Unavailable, (await callers[^1].VerifyAsync(isRight: i % 2 is 0)).Status);
        }

        // What was compared meanwhile, the replica does not know.
        await replica.AskAsync("REPLICAOF", "NO", "ONE");
        await using var promoted = Create(replica.ConnectionString);
        await WorksAsync(promoted);
        var forgotten = 0;
        foreach (var caller in callers.Take((compared + 4) / 5))
        {
            forgotten += await GuessAsync(caller.At(promoted)) - 5;
        }

        forgotten += compared;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Refused {refused?.TotalMilliseconds:F0} ms after the cut; {compared} compared till then, of which the promoted replica forgot {forgotten}."));
        Assert.NotNull(refused);
        Assert.InRange(refused.Value, TimeSpan.Zero, Lag);
        Assert.InRange(forgotten, 0, compared);
    }

    [Fact]
    public async Task OldPrimary_ComesBackAsPrimary_AcceptsWhatWasUsedSince()
    {
        await using var pair = await RedisPair.StartAsync(keepsData: true);
        await using var store = Create(pair.ConnectionString);
        await WorksAsync(store);
        var (used, guessed) = (new Caller(store), new Caller(store));
        await used.BeginAsync();
        await guessed.BeginAsync();
        await pair.FollowsAsync();
        await pair.Primary.StopAsync();
        await pair.PromoteAsync();
        await WorksAsync(store);
        Assert.Equal(ChallengeStatus.Verified, (await used.VerifyAsync()).Status);
        Assert.Equal(5, await GuessAsync(guessed));

        // Nobody has told it that it was replaced.
        await pair.Replica.StopAsync();
        await pair.Primary.RestartAsync();
        await WorksAsync(store);

        Assert.Equal(ChallengeStatus.Verified, (await used.VerifyAsync()).Status);
        Assert.Equal(5, await GuessAsync(guessed));
    }

    private static RedisVoiceCodeStore Create(string connectionString) => StoreFactory.Create(options =>
    {
        options.Configuration = connectionString;
        options.Timeout = TimeSpan.FromSeconds(10);
    });

    // How many wrong codes are compared until the tries are used up.
    private static async Task<int> GuessAsync(Caller caller)
    {
        var compared = 0;
        while (await caller.VerifyAsync(isRight: false) is { Status: ChallengeStatus.Wrong })
        {
            compared++;
        }

        Assert.Equal(ChallengeStatus.TriesUsedUp, (await caller.VerifyAsync()).Status);
        return compared;
    }

    private static Task WorksAsync(RedisVoiceCodeStore store) => Waiting.UntilAsync(Patience, async () =>
        (await new Caller(store).BeginAsync()).Status is ChallengeStatus.Granted ? null : "It grants nothing.");
}
