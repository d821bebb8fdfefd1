using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis;
using Ytx.Identity.Stores;

namespace Ytx.Benchmarks;

/// <summary>P3: verifying a right code on a real Redis, beside a bare script that reads and writes as much.</summary>
internal static class RedisVerification
{
    // What no correct verification can do without: the try is on record before it is compared, and a match uses it up.
    private static string Bare(long after) => $$"""
        local value = redis.call('GET', KEYS[1])
        redis.call('SET', KEYS[1], value .. ARGV[2], 'PX', '86400000')
        if string.sub(value, 1, 16) ~= ARGV[1] then
            return 0
        end
        redis.call('SET', KEYS[1], string.sub(value, 1, {{after}}), 'PX', '86400000')
        return 1
        """;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await using var redis = await BenchmarkRedis.StartAsync();
        await using var store = await RedisCodes.StoreAsync(redis.Connection);
        var (warm, scripts) = await CompareAsync(redis, store, "verify on Redis, of users seen lately", Turns.Size);
        var (cold, _) = await CompareAsync(redis, store, "verify on Redis, of users never seen", Turns.Size * Turns.Count);
        return [warm, cold, new("P3", "commands a verification", "1", $"{scripts:0.00}", scripts, "", 1, AtMost: true)];
    }

    private static async Task<(Figure Figure, double Scripts)> CompareAsync(
        BenchmarkRedis redis, RedisVoiceCodeStore store, string what, int users)
    {
        var (waiting, tried, after) = await LengthsAsync(redis, store);
        var bare = await redis.LoadAsync(Bare(after));
        RedisValue verifier = new byte[16];
        RedisValue value = new byte[waiting];
        RedisValue wrong = new byte[tried - waiting];
        var (rivals, ours, scripts) = (new List<double>(), new List<double>(), 0L);
        for (var turn = 0; turn < Turns.Count; turn++)
        {
            await redis.ForgetAllAsync();
            var first = turn * Turns.Size % users;
            var keys = Enumerable.Range(first, Turns.Size)
                .Select(user => new RedisKey[] { $"ytx:2:{{{RedisCodes.User(user)}}}" }).ToArray();
            await Turns.RunAsync(
                n => new ValueTask<bool>(redis.Database.StringSetAsync(keys[n][0], value, TimeSpan.FromMinutes(5))), isSet => isSet);
            rivals.Add(await Turns.RunAsync(
                n => new ValueTask<RedisResult>(redis.Database.ScriptEvaluateAsync(bare, keys[n], [verifier, wrong])),
                verified => (int)verified is 1));

            await redis.ForgetAllAsync();
            await Turns.RunAsync(n => store.BeginAsync(Request(first + n)), grant => grant.Status is ChallengeStatus.Granted);
            var before = await redis.CountScriptsAsync();
            ours.Add(await Turns.RunAsync(
                n => store.VerifyAsync(RedisCodes.Try(RedisCodes.User(first + n))),
                verdict => verdict.Status is ChallengeStatus.Verified));
            scripts += await redis.CountScriptsAsync() - before;
        }

        return (Turns.Compare("P3", what, "bare", rivals, ours, 0.85), (double)scripts / (Turns.Size * Turns.Count));
    }

    // How long a user's ledger is: with a code that waits, with a wrong try more, and with the code used up.
    private static async Task<(long Waiting, long Tried, long After)> LengthsAsync(BenchmarkRedis redis, RedisVoiceCodeStore store)
    {
        await redis.ForgetAllAsync();
        await store.BeginAsync(Request(0));
        var waiting = await LengthAsync();
        await store.VerifyAsync(RedisCodes.Try(RedisCodes.User(0), verifier: 8));
        var tried = await LengthAsync();
        await redis.ForgetAllAsync();
        await store.BeginAsync(Request(0));
        await store.VerifyAsync(RedisCodes.Try(RedisCodes.User(0)));
        return (waiting, tried, await LengthAsync());

        async Task<long> LengthAsync()
        {
            var length = 0L;
            await foreach (var key in redis.KeysAsync())
            {
                length += await redis.Database.StringLengthAsync(key);
            }

            return length;
        }
    }

    // With what a call takes from its user, which is in the ledger that a verification reads and writes.
    private static ChallengeRequest Request(int user) => RedisCodes.Request(
        RedisCodes.User(user),
        Array.FindAll(RedisCodes.Claims(user), claim => claim.Allowance.Per is AllowanceSubject.User));
}
