using System.Collections.Concurrent;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>A host with a connection of its own, which notes what its callers are told.</summary>
internal sealed class LiveHost(string connectionString, ConcurrentQueue<LiveCode> codes)
    : IAsyncDisposable
{
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
        var grant = await _store.BeginAsync(ChallengeRequests.Create(
            user, [new(OfNumber, number), new(OfApplication, "application")], nonce, verifier));
        var code = new LiveCode(user, verifier, Answer(grant.Status, asked));
        codes.Enqueue(code);
        return code;
    }

    public async Task<ChallengeStatus> TryAsync(LiveCode code)
    {
        var asked = TimeProvider.System.GetTimestamp();
        var verdict = await _store.VerifyAsync(ChallengeRequests.Create(code.User).Try(code.Verifier));
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
