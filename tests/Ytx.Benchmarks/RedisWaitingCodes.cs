using System.Diagnostics;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis;
using Ytx.Identity.Stores;

namespace Ytx.Benchmarks;

/// <summary>P7 and P8 on a real Redis: what a waiting code weighs there, and what a million of them do to a verification.</summary>
internal static class RedisWaitingCodes
{
    private const int Many = 1_000_000;
    private const int Few = 1_000;
    private const int Rounds = 15;
    private const int Operations = 20_000;
    private const int Callers = 64;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await using var redis = await BenchmarkRedis.StartAsync();
        await using var store = await RedisCodes.StoreAsync(redis.Connection);
        var core = await WeighAsync(redis, store, claim => claim.Allowance.Per is AllowanceSubject.User or AllowanceSubject.Number);
        var all = await WeighAsync(redis, store, _ => true);
        var (few, many) = await CompareVerifyAsync(redis, store);
        const string ByHand = "136 B a challenge, 120 B an allowance by hand";
        return
        [
            new("P7", "bytes a waiting code on Redis, number and user", ByHand, $"{core.Bytes:0} B, {core.Keys:0.0} keys", core.Bytes, " B", 500, AtMost: true),
            new("P7", "bytes a waiting code on Redis, every rule", ByHand, $"{all.Bytes:0} B, {all.Keys:0.0} keys", all.Bytes, " B", 800, AtMost: true),
            new("P8", "verify on Redis at 1,000,000 waiting codes", $"{few:0} ns at 1,000", $"{many:0} ns", many / few, "x", 1.3, AtMost: true),
        ];
    }

    private static async Task<(double Bytes, double Keys)> WeighAsync(
        BenchmarkRedis redis, RedisVoiceCodeStore store, Func<AllowanceClaim, bool> counts)
    {
        await redis.ForgetAllAsync();
        for (var i = 0; i < Few; i++)
        {
            var request = RedisCodes.Request(RedisCodes.User(i), RedisCodes.Claims(i).Where(counts).ToArray());
            store.RecordCall(request, await store.BeginAsync(request), "2016010000000205");
        }

        await redis.Database.PingAsync();
        var (bytes, keys) = (0L, 0);
        await foreach (var key in redis.KeysAsync())
        {
            bytes += (long)await redis.Database.ExecuteAsync("MEMORY", "USAGE", key);
            keys++;
        }

        return ((double)bytes / Few, (double)keys / Few);
    }

    // Wrong codes only, over users in no order; a turn with few and one with many waiting, each in its own database.
    private static async Task<(double Few, double Many)> CompareVerifyAsync(BenchmarkRedis redis, RedisVoiceCodeStore store)
    {
        await redis.ForgetAllAsync();
        await RunAsync(0, Few, i => store.BeginAsync(Request(i)));
        var few = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            few.Add(await VerifyAsync(Few));
        }

        await RunAsync(Few, Many, i => store.BeginAsync(Request(i)));
        var many = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            many.Add(await VerifyAsync(Many));
        }

        return (few.Order().ElementAt(Rounds / 2), many.Order().ElementAt(Rounds / 2));

        async Task<double> VerifyAsync(int users)
        {
            var clock = Stopwatch.StartNew();
            await RunAsync(0, Operations, i => store.VerifyAsync(RedisCodes.Try(RedisCodes.User((int)(i * 7_919L % users)), 8)));
            return clock.Elapsed.TotalNanoseconds / Operations;
        }

        static ChallengeRequest Request(int user) => RedisCodes.Request(RedisCodes.User(user), default);
    }

    private static async Task RunAsync<T>(int first, int end, Func<int, ValueTask<T>> operation)
    {
        var next = first - 1;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < end; i = Interlocked.Increment(ref next))
            {
                await operation(i);
            }
        })));
    }
}
