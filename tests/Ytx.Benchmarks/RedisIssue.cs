using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis;
using Ytx.Identity.Stores;

namespace Ytx.Benchmarks;

/// <summary>
/// P4 and P4c: issuing with every limit on, on one Redis beside a bare script that reads and writes as many keys, and there
/// and on a cluster beside an old commit.
/// </summary>
internal static class RedisIssue
{
    private const int CountedCalls = 50;

    private const string Bare = """
        for i, key in ipairs(KEYS) do
            redis.call('GET', key)
            redis.call('SET', key, ARGV[1], 'PX', '86400000')
        end
        return 1
        """;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await using var redis = await BenchmarkRedis.StartAsync();
        await using var store = await RedisCodes.StoreAsync(redis.Connection);
        var bare = await redis.LoadAsync(Bare);
        await store.BeginAsync(Request(0));
        var (keysACall, value) = await LedgersAsync(redis);
        var commands = await CountCommandsAsync(redis, store);
        await using var old = await OldCommit.StartAsync(redis.ConnectionString);
        var (rivals, ours, olds) = (new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn < Turns.Count; turn++)
        {
            // All keys of a call but that of the application are its own.
            var first = turn * Turns.Size;
            var keys = Enumerable.Range(first, Turns.Size).Select(user => Enumerable.Range(0, keysACall)
                .Select(n => (RedisKey)(n is 0 ? "ytx:2:{application}" : $"ytx:2:{{{RedisCodes.User(user)}{n}}}")).ToArray()).ToArray();
            await redis.ForgetAllAsync();
            rivals.Add(await Turns.RunAsync(
                n => new ValueTask<RedisResult>(redis.Database.ScriptEvaluateAsync(bare, keys[n], [value])),
                written => (int)written is 1));

            await redis.ForgetAllAsync();
            ours.Add(await RunAsync(store, first));

            await redis.ForgetAllAsync();
            olds.Add(await old.TurnAsync());
        }

        return
        [
            Turns.Compare("P4", "issue on Redis, every limit on", $"bare, {keysACall} keys", rivals, ours, 0.6),
            old.Compare("P4", "the same, beside an old commit", olds, ours, 1.5),
            new("P4", "commands a call", "1", $"{commands:0.00}", commands, "", 1, AtMost: true),
        ];
    }

    public static async Task<IReadOnlyList<Figure>> MeasureOnClusterAsync()
    {
        await using var redis = await BenchmarkRedis.StartAsync(asCluster: true);
        await using var store = await RedisCodes.StoreAsync(redis.Connection);
        var commands = await CountCommandsAsync(redis, store);
        await using var old = await OldCommit.StartAsync(redis.ConnectionString);
        var (ours, olds) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < Turns.Count; turn++)
        {
            await redis.ForgetAllAsync();
            ours.Add(await RunAsync(store, turn * Turns.Size));

            await redis.ForgetAllAsync();
            olds.Add(await old.TurnAsync());
        }

        var flushes = await CountFlushesAsync(redis);
        return
        [
            old.Compare("P4c", "issue on a cluster of three, every limit on", olds, ours, 0.7),
            new("P4c", "flushes a call", $"{commands:0.00} commands", $"{flushes:0.00}", flushes, "", 3, AtMost: true),
        ];
    }

    private static Task<double> RunAsync(RedisVoiceCodeStore store, int first) => Turns.RunAsync(
        n => store.BeginAsync(Request(first + n)), grant => grant.Status is ChallengeStatus.Granted);

    // Alone on the server: an old commit leaves scripts behind that run after its turn.
    private static async Task<double> CountCommandsAsync(BenchmarkRedis redis, RedisVoiceCodeStore store)
    {
        await redis.ForgetAllAsync();
        var before = await redis.CountScriptsAsync();
        await RunAsync(store, first: 0);
        return (double)(await redis.CountScriptsAsync() - before) / Turns.Size;
    }

    private static async Task<double> CountFlushesAsync(BenchmarkRedis redis)
    {
        await redis.ForgetAllAsync();
        var (connection, counter) = FlushCounter.Around(redis.Connection);
        await using var store = await RedisCodes.StoreAsync(connection);

        // Whether keys may meet in a script is found out by the first call.
        await store.BeginAsync(Request(CountedCalls));
        var before = counter.Count;
        for (var user = 0; user < CountedCalls; user++)
        {
            await store.BeginAsync(Request(user));
        }

        return (double)(counter.Count - before) / CountedCalls;
    }

    // How many ledgers a call writes, and something as long as they are on average.
    private static async Task<(int Count, RedisValue Value)> LedgersAsync(BenchmarkRedis redis)
    {
        var (count, length) = (0, 0L);
        await foreach (var key in redis.KeysAsync())
        {
            count++;
            length += await redis.Database.StringLengthAsync(key);
        }

        return (count, new byte[length / count]);
    }

    private static ChallengeRequest Request(int user) => RedisCodes.Request(RedisCodes.User(user), RedisCodes.Claims(user));
}
