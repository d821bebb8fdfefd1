using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity;
using Ytx.Identity.StackExchangeRedis;

namespace Ytx.Benchmarks;

/// <summary>P3 and P4: verifying and issuing on a real Redis, 64 callers on one connection, beside bare scripts.</summary>
internal static class RedisCodes
{
    // Short turns, rival and ours in alternation: what else the machine does meets both. The first ones, in which the code
    // is compiled, do not count.
    private const int Callers = 64;
    private const int Turn = 8_000;
    private const int WarmUp = 10;
    private const int Turns = WarmUp + 61;

    private const string CompareAndDelete = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then
            return redis.call('DEL', KEYS[1])
        end
        return 0
        """;

    // The least that four slots can remember of a call.
    private const string Write = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', '86400000')";

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await using var redis = await BenchmarkRedis.StartAsync();
        var store = Store(redis.Connection);
        await store.TryScriptsAsync(redis.Database, CancellationToken.None);
        await store.VerifyAsync(Attempt(User(0)));
        var warm = await CompareVerifyAsync(redis, store, users: Turn);
        var cold = await CompareVerifyAsync(redis, store, users: Turn * Turns);
        var issue = await CompareIssueAsync(redis, store, CompareAndDelete);
        var writing = await CompareIssueAsync(redis, store, Write);
        return
        [
            Row("P3", "verify on Redis, of users seen lately", warm),
            Row("P3", "verify on Redis, of users never seen", cold),
            new("P3", "round trips a verification", "1", $"{warm.Commands:0.00}", warm.Commands, "x", 1, AtMost: true),
            Row("P4", "issue on Redis, every limit on", issue),
            Row("P4", "the same, beside scripts that write a key each", writing, mark: null),
            new("P4", "scripts a call, in one flush", "4", $"{issue.Commands:0.00}", issue.Commands, "x", 4, AtMost: true),
        ];

        static Figure Row(string id, string what, Result result, double? mark = 0.85) => new(
            id, what, $"{result.Rival:N0}/s bare", $"{result.Ours:N0}/s", result.Ratio, "x", mark, AtMost: false);
    }

    internal static RedisVoiceCodeStore Store(IConnectionMultiplexer connection) => new(
        Options.Create(new RedisVoiceCodeStoreOptions
        {
            ConnectionMultiplexerFactory = () => Task.FromResult(connection),
            Timeout = TimeSpan.FromSeconds(10),
        }),
        Options.Create(new VoiceCodeOptions { StoreKey = Convert.ToBase64String(new byte[32]) }),
        TimeProvider.System,
        NullLogger<RedisVoiceCodeStore>.Instance);

    private static async Task<Result> CompareVerifyAsync(BenchmarkRedis redis, RedisVoiceCodeStore store, int users)
    {
        var ids = Enumerable.Range(0, users).Select(User).ToArray();
        var (rivals, ours, commands, turn) = (new List<double>(), new List<double>(), 0L, 0);
        RedisValue verifier = new byte[16];
        for (var i = 0; i < Turns; i++)
        {
            var first = turn++ * Turn % users;
            var keys = Enumerable.Range(0, Turn).Select(n => new RedisKey[] { $"ytx:1:{{{ids[(first + n) % users]}}}:c", $"ytx:1:{{{ids[(first + n) % users]}}}:g" }).ToArray();
            await RunAsync(
                n => new ValueTask<bool>(redis.Database.StringSetAsync(keys[n][0], verifier, TimeSpan.FromMinutes(5))), isSet => isSet);
            rivals.Add(await RunAsync(
                n => new ValueTask<RedisResult>(redis.Database.ScriptEvaluateAsync(CompareAndDelete, keys[n], [verifier])),
                deleted => (int)deleted is 1));

            await RunAsync(
                n => store.BeginAsync(Request(ids[(first + n) % users], default)),
                grant => grant.Status is ChallengeStatus.Granted);
            var before = await redis.CountAsync("evalsha");
            ours.Add(await RunAsync(
                n => store.VerifyAsync(Attempt(ids[(first + n) % users])),
                verdict => verdict.Status is ChallengeStatus.Verified));
            commands += await redis.CountAsync("evalsha") - before;
        }

        return Result.Of(rivals, ours, (double)commands / (Turn * Turns));
    }

    private static async Task<Result> CompareIssueAsync(BenchmarkRedis redis, RedisVoiceCodeStore store, string rival)
    {
        var limits = new VoiceCodeLimits(new VoiceCodeOptions { DailyBudget = 100_000_000 });
        var (rivals, ours, commands, next) = (new List<double>(), new List<double>(), 0L, 0);
        RedisValue value = new byte[16];
        for (var i = 0; i < Turns; i++)
        {
            await redis.ForgetAllAsync();
            var keys = Enumerable.Range(0, Turn).Select(n => Enumerable.Range(0, 4).Select(slot =>
                new RedisKey[] { string.Create(CultureInfo.InvariantCulture, $"ytx:1:{{{User(n)}{slot}}}:a") }).ToArray()).ToArray();
            rivals.Add(await RunAsync(
                n => new ValueTask<RedisResult[]>(Task.WhenAll(keys[n].Select(slot =>
                    redis.Database.ScriptEvaluateAsync(rival, slot, [value])))),
                deleted => deleted.Length is 4));

            var before = await redis.CountAsync("evalsha");
            ours.Add(await RunAsync(
                _ => IssueAsync(Interlocked.Increment(ref next)), grant => grant.Status is ChallengeStatus.Granted));
            commands += await redis.CountAsync("evalsha") - before;
        }

        return Result.Of(rivals, ours, (double)commands / (Turn * Turns));

        ValueTask<ChallengeGrant> IssueAsync(int n)
        {
            var address = new IPAddress([10, (byte)(n >> 16), (byte)(n >> 8), (byte)n]);
            var number = string.Create(CultureInfo.InvariantCulture, $"+861391{n:D7}");
            return store.BeginAsync(Request(User(n), limits.ClaimsFor(
                number, VoiceCodePurposeClass.LogIn, isOwner: true, User(n), VoiceCodeLimits.SubjectOf(address), DateTimeOffset.UnixEpoch)));
        }
    }

    internal static string User(int user) => new Guid(user, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString();

    internal static ChallengeRequest Request(string user, ReadOnlyMemory<AllowanceClaim> claims) => new()
    {
        UserId = user,
        Purpose = VoiceCodePurpose.LogIn,
        PurposeClass = VoiceCodePurposeClass.LogIn,
        Binding = 1,
        Nonce = 1,
        Verifier = 7,
        Lifetime = TimeSpan.FromMinutes(10),
        RenewBelow = TimeSpan.Zero,
        Tries = byte.MaxValue,
        Guesses = PatientStore.Patient,
        Claims = claims,
    };

    internal static ChallengeAttempt Attempt(string user, uint verifier = 7) => new()
    {
        UserId = user,
        Purpose = VoiceCodePurpose.LogIn,
        PurposeClass = VoiceCodePurposeClass.LogIn,
        Verifier = verifier,
        Guesses = PatientStore.Patient,
    };

    private static async Task<double> RunAsync<T>(Func<int, ValueTask<T>> operation, Func<T, bool> succeeded)
    {
        // What was left by the turn before is not this one's to clear up.
        GC.Collect();
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var n = Interlocked.Increment(ref next); n < Turn; n = Interlocked.Increment(ref next))
            {
                if (!succeeded(await operation(n)))
                {
                    throw new InvalidOperationException("What is measured does not work.");
                }
            }
        })));
        return Turn / clock.Elapsed.TotalSeconds;
    }

    private readonly record struct Result(double Rival, double Ours, double Ratio, double Commands)
    {
        public static Result Of(List<double> rivals, List<double> ours, double commands) => new(
            Median(rivals), Median(ours), Median(ours.Zip(rivals, (own, rival) => own / rival)), commands);

        private static double Median(IEnumerable<double> turns)
        {
            var values = turns.Skip(WarmUp).Order().ToList();
            return values[values.Count / 2];
        }
    }
}
