using System.Collections.Concurrent;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>A host with a connection of its own, which notes what its callers are told.</summary>
internal sealed class LiveHost(string connectionString, ConcurrentQueue<LiveCode> codes)
    : IAsyncDisposable
{
    public const string Purpose = "log in";

    private static readonly WrongCodeLimit WrongCodes = new(
        new Allowance("guesses", new AllowanceRule(10, TimeSpan.FromHours(1))), maxConsecutive: 100);

    private static readonly Allowance OfNumber = new("number", new AllowanceRule(3, TimeSpan.FromHours(1)));
    private static readonly Allowance OfApplication = new("application", new AllowanceRule(1_000_000, TimeSpan.FromHours(1)));

    private readonly RedisVoiceCodeStore _store = StoreFactory.Create(options => options.Configuration = connectionString);

    private int _accepted;

    /// <summary>How many codes it has accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Whether it can use Redis.</summary>
    public Task<bool> WorksAsync() => _store.UnlockAsync(new("", "nobody"), VoiceCodePurposeKind.LogIn).AsTask();

    public async Task<LiveCode> BeginAsync(string user, string number)
    {
        var nonce = (UInt128)Random.Shared.NextInt64();
        var verifier = nonce * 3;
        var asked = TimeProvider.System.GetTimestamp();
        var grant = await _store.BeginAsync(new ChallengeRequest
        {
            Owner = new("", user),
            Purpose = Purpose,
            PurposeKind = VoiceCodePurposeKind.LogIn,
            Binding = 1,
            Nonce = nonce,
            Verifier = verifier,
            Lifetime = TimeSpan.FromMinutes(5),
            RenewBelow = TimeSpan.FromMinutes(1),
            Tries = 5,
            WrongCodes = WrongCodes,
            Claims = new AllowanceClaim[] { new(OfNumber, number), new(OfApplication, "application") },
        });
        var code = new LiveCode(user, verifier, Answer(grant.Status, asked));
        codes.Enqueue(code);
        return code;
    }

    public async Task<ChallengeStatus> TryAsync(LiveCode code)
    {
        var asked = TimeProvider.System.GetTimestamp();
        var verdict = await _store.VerifyAsync(new ChallengeAttempt
        {
            Owner = new("", code.User),
            Purpose = Purpose,
            PurposeKind = VoiceCodePurposeKind.LogIn,
            Verifier = code.Verifier,
            WrongCodes = WrongCodes,
        });
        code.Tries.Add(Answer(verdict.Status, asked));
        if (verdict.Status is ChallengeStatus.Verified)
        {
            Interlocked.Increment(ref _accepted);
        }

        return verdict.Status;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static LiveAnswer Answer(ChallengeStatus status, long asked) =>
        new(status, asked, TimeProvider.System.GetTimestamp());
}
