using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ytx.Identity;

/// <summary>
/// The store for one host. All of it is one critical section of some hundred nanoseconds, so every step is atomic over
/// all subjects; hashing happens outside, before it is entered.
/// </summary>
/// <remarks>
/// Challenges by user and purpose, what was taken by allowance and subject, wrong tries by user and door. Time is the
/// monotonic clock in milliseconds since the store was made: setting the machine's clock ends nothing sooner or later.
/// At the ceiling new calls are refused; nothing that lives is ever pushed out, for then an attacker could wipe the
/// counters that stop him.
/// </remarks>
internal sealed class InMemoryVoiceCodeStore(TimeProvider timeProvider, int maxWaitingCodes) : IVoiceCodeStore
{
    // Codes wait minutes, and what was taken counts for a day: there are more of those.
    private const int SubjectsPerCode = 10;

    private static readonly ChallengeGrant Unavailable = new() { Status = ChallengeStatus.Unavailable };

    private readonly Lock _lock = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private readonly ExpiringTable<(string UserId, string Purpose), Challenge> _challenges = new();
    private readonly InMemoryAllowances _allowances = new();
    private readonly ExpiringTable<(string UserId, VoiceCodePurposeClass Door), Guesses> _guesses = new();

    private long Now => (long)timeProvider.GetElapsedTime(_origin).TotalMilliseconds;

    public ValueTask<ChallengeGrant> BeginAsync(
        ChallengeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(Begin(request, Now));
        }
    }

    public ValueTask AbandonAsync(
        ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(grant);
        lock (_lock)
        {
            Abandon(request, grant, Now);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ChallengeVerdict> VerifyAsync(
        ChallengeAttempt attempt, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(Verify(attempt, Now));
        }
    }

    public ValueTask<bool> UnlockAsync(
        string userId, VoiceCodePurposeClass purposeClass, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _guesses.End((userId, purposeClass));
        }

        return ValueTask.FromResult(true);
    }

    private ChallengeGrant Begin(ChallengeRequest request, long now)
    {
        _challenges.Sweep(now);
        _allowances.Sweep(now);
        _guesses.Sweep(now);
        if (IsLocked(request.UserId, request.PurposeClass, request.Guesses, now, out var lockedFor))
        {
            return new ChallengeGrant { Status = ChallengeStatus.LockedOut, RetryAfter = lockedFor };
        }

        var wait = LongestWait(request.Claims, now, out var deniedBy, out var deniedRule);
        if (wait > TimeSpan.Zero)
        {
            return new ChallengeGrant
            {
                Status = ChallengeStatus.Denied, DeniedBy = deniedBy, DeniedRule = deniedRule, RetryAfter = wait,
            };
        }

        if (_challenges.Count >= maxWaitingCodes || _guesses.Count >= maxWaitingCodes
            || _allowances.Count >= (long)maxWaitingCodes * SubjectsPerCode)
        {
            return Unavailable;
        }

        var next = 0L;
        foreach (var claim in request.Claims.Span)
        {
            next = Math.Max(next, _allowances.Take(claim, now));
        }

        var challenge = Open(request, now, out var life);
        return new ChallengeGrant
        {
            Status = ChallengeStatus.Granted,
            Nonce = challenge.Nonce,
            TriesLeft = challenge.TriesLeft,
            Life = life,
            RetryAfter = TimeSpan.FromMilliseconds(next),
            TakenAt = now,
        };
    }

    private Challenge Open(ChallengeRequest request, long now, out TimeSpan life)
    {
        var key = (request.UserId, request.Purpose);
        ref var found = ref _challenges.Find(key, now, out var ends);
        life = TimeSpan.FromMilliseconds(ends - now);
        if (!Unsafe.IsNullRef(ref found)
            && found.Binding == request.Binding && found.TriesLeft > 0 && life >= request.RenewBelow)
        {
            return found;
        }

        life = request.Lifetime;
        return _challenges.Touch(key, now, now + (long)life.TotalMilliseconds) = new Challenge
        {
            Nonce = request.Nonce,
            Verifier = request.Verifier,
            Binding = request.Binding,
            TriesLeft = request.Tries,
        };
    }

    private void Abandon(ChallengeRequest request, ChallengeGrant grant, long now)
    {
        foreach (var claim in request.Claims.Span)
        {
            _allowances.GiveBack(claim, grant.TakenAt, now);
        }

        ref var challenge = ref _challenges.Find((request.UserId, request.Purpose), now, out _);
        if (!Unsafe.IsNullRef(ref challenge) && challenge.Nonce == request.Nonce)
        {
            _challenges.End((request.UserId, request.Purpose));
        }
    }

    private ChallengeVerdict Verify(in ChallengeAttempt attempt, long now)
    {
        if (IsLocked(attempt.UserId, attempt.PurposeClass, attempt.Guesses, now, out var lockedFor))
        {
            return new ChallengeVerdict(ChallengeStatus.LockedOut, retryAfter: lockedFor);
        }

        ref var challenge = ref _challenges.Find((attempt.UserId, attempt.Purpose), now, out _);
        if (Unsafe.IsNullRef(ref challenge))
        {
            return new ChallengeVerdict(ChallengeStatus.Missing);
        }

        if (challenge.TriesLeft is 0)
        {
            return new ChallengeVerdict(ChallengeStatus.TriesUsedUp);
        }

        challenge.TriesLeft--;
        if (!Matches(challenge.Verifier, attempt.Verifier))
        {
            RecordWrong(attempt, now);
            return new ChallengeVerdict(ChallengeStatus.Wrong, challenge.TriesLeft);
        }

        _challenges.End((attempt.UserId, attempt.Purpose));
        ref var guesses = ref _guesses.Find((attempt.UserId, attempt.PurposeClass), now, out _);
        if (!Unsafe.IsNullRef(ref guesses))
        {
            // The windows stay: an owner's success must not buy an attacker new tries.
            var ends = now + (long)attempt.Guesses.Allowance.Longest.TotalMilliseconds;
            _guesses.Touch((attempt.UserId, attempt.PurposeClass), now, ends).Consecutive = 0;
        }

        return new ChallengeVerdict(ChallengeStatus.Verified);
    }

    private bool IsLocked(
        string userId, VoiceCodePurposeClass door, GuessLimit limit, long now, out TimeSpan? lockedFor)
    {
        lockedFor = null;
        ref var guesses = ref _guesses.Find((userId, door), now, out _);
        if (Unsafe.IsNullRef(ref guesses))
        {
            return false;
        }

        if (guesses.Consecutive >= limit.MaxConsecutive)
        {
            return true;
        }

        var wait = guesses.Wrong.Wait(limit.Allowance, now, out _);
        lockedFor = TimeSpan.FromMilliseconds(wait);
        return wait > 0;
    }

    // No end while tries are counted in a row: only a success or an unlock clears those.
    private void RecordWrong(in ChallengeAttempt attempt, long now)
    {
        ref var guesses = ref _guesses.Touch((attempt.UserId, attempt.PurposeClass), now, long.MaxValue);
        guesses.Consecutive++;
        guesses.Wrong.Add(now, attempt.Guesses.Allowance.MaxCount);
    }

    private TimeSpan LongestWait(
        ReadOnlyMemory<AllowanceClaim> claims, long now, out string? deniedBy, out AllowanceRule deniedRule)
    {
        var longest = 0L;
        deniedBy = null;
        deniedRule = default;
        foreach (var claim in claims.Span)
        {
            var wait = _allowances.Wait(claim, now, out var rule);
            if (wait > longest)
            {
                longest = wait;
                deniedBy = claim.Allowance.Name;
                deniedRule = rule;
            }
        }

        return TimeSpan.FromMilliseconds(longest);
    }

    private static bool Matches(UInt128 one, UInt128 other) => CryptographicOperations.FixedTimeEquals(
        MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(ref one)),
        MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(ref other)));

    private struct Challenge
    {
        public UInt128 Nonce;
        public UInt128 Verifier;
        public ulong Binding;
        public int TriesLeft;
    }

    private struct Guesses
    {
        public EventTimes Wrong;
        public int Consecutive;
    }
}
