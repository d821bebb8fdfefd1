// Compiled against commit 28ec136 (see OldCommit.cs): issues codes as RedisIssue.cs does, for each line that it reads one
// turn, and writes how many it did a second.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity;
using Ytx.Identity.StackExchangeRedis;

const int Callers = 64;
const int Turn = 4_000;

await using var connection = await ConnectionMultiplexer.ConnectAsync(args[0]);
await using var store = new RedisVoiceCodeStore(
    Options.Create(new RedisVoiceCodeStoreOptions
    {
        ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(connection),
        Timeout = TimeSpan.FromSeconds(10),
    }),
    Options.Create(new VoiceCodeOptions { StoreKey = Convert.ToBase64String(new byte[32]) }),
    TimeProvider.System,
    NullLogger<RedisVoiceCodeStore>.Instance);
var limits = new VoiceCodeLimits(new VoiceCodeOptions { DailyBudget = 100_000_000 });
var guesses = new GuessLimit(
    new Allowance(
        "wrong-codes",
        new AllowanceRule(10, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(1)),
        new AllowanceRule(20, TimeSpan.FromMilliseconds(20))),
    int.MaxValue);
await store.TryScriptsAsync(connection.GetDatabase(), CancellationToken.None);

for (var first = 0; Console.ReadLine() is not null; first += Turn)
{
    Console.WriteLine((await RunAsync(first)).ToString(CultureInfo.InvariantCulture));
}

async Task<double> RunAsync(int first)
{
    GC.Collect();
    var next = -1;
    var clock = Stopwatch.StartNew();
    await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
    {
        for (var n = Interlocked.Increment(ref next); n < Turn; n = Interlocked.Increment(ref next))
        {
            if ((await IssueAsync(first + n)).Status is not ChallengeStatus.Granted)
            {
                throw new InvalidOperationException("What is measured does not work.");
            }
        }
    })));
    return Turn / clock.Elapsed.TotalSeconds;
}

ValueTask<ChallengeGrant> IssueAsync(int n)
{
    var user = new Guid(n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString();
    var address = new IPAddress([10, (byte)(n >> 16), (byte)(n >> 8), (byte)n]);
    var number = string.Create(CultureInfo.InvariantCulture, $"+861391{n:D7}");
    return store.BeginAsync(new ChallengeRequest
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
        Guesses = guesses,
        Claims = limits.ClaimsFor(number, isOwner: true, user, address, DateTimeOffset.UnixEpoch),
    });
}
