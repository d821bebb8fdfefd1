using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ytx.Identity;

/// <summary>
/// The store for one host. All of it is one critical section of some hundred nanoseconds, so every step is atomic over
/// all subjects; hashing happens outside, before it is entered.
/// </summary>
/// <remarks>
/// Challenges by user and purpose, what was taken by allowance and subject, wrong tries by user and door. Time is the
/// monotonic clock in milliseconds since the store was made: setting the machine's clock ends nothing sooner or later. At
/// the ceiling new calls are refused; nothing that counts is ever pushed out, for then an attacker could wipe the counters
/// that stop him.
/// </remarks>
internal sealed class InMemoryVoiceCodeStore(TimeProvider timeProvider, int maxWaitingCodes)
    : IVoiceCodeStore, IHealthCheck
{
    // Codes wait minutes, and what was taken counts for a day: there are more of those.
    private const int SubjectsPerCode = 10;

    private static readonly ChallengeGrant Unavailable = new() { Status = ChallengeStatus.Unavailable };

    private readonly Lock _lock = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private readonly FadingTable<WaitingChallenge> _challenges = new();
    private readonly FadingTable<CallName> _calls = new();
    private readonly InMemoryAllowances _allowances = new();
    private readonly InMemoryGuesses _guesses = new();

    private long MaxSubjects => (long)maxWaitingCodes * SubjectsPerCode;

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

    public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(grant);
        lock (_lock)
        {
            _calls.Touch(
                SubjectKey.Of(request.UserId, request.Purpose), Now, (long)grant.Life.TotalMilliseconds) = new CallName(requestId);
        }
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
            _guesses.Clear(InMemoryGuesses.Door(userId, purposeClass));
        }

        return ValueTask.FromResult(true);
    }

    /// <summary>How full it is: degraded from four fifths on, unhealthy where new calls are refused.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        long codes, subjects;
        lock (_lock)
        {
            (codes, subjects) = (_challenges.CountAt(Now), SubjectsAt(Now));
        }

        var fill = Math.Max((double)codes / maxWaitingCodes, (double)subjects / MaxSubjects);
        var data = new Dictionary<string, object>
        {
            ["waitingCodes"] = codes,
            ["maxWaitingCodes"] = maxWaitingCodes,
            ["subjects"] = subjects,
            ["maxSubjects"] = MaxSubjects,
        };
        var status = fill switch { >= 1 => HealthStatus.Unhealthy, >= 0.8 => HealthStatus.Degraded, _ => HealthStatus.Healthy };
        var description = string.Create(
            CultureInfo.InvariantCulture, $"In process, {fill:P0} full. Beyond Ytx:Codes:MaxWaitingCodes new calls are refused.");
        return Task.FromResult(new HealthCheckResult(
            status is HealthStatus.Unhealthy ? context.Registration.FailureStatus : status, description, data: data));
    }

    private long SubjectsAt(long now) => _allowances.CountAt(now) + _guesses.Count;

    private ChallengeGrant Begin(ChallengeRequest request, long now)
    {
        if (_guesses.IsLocked(InMemoryGuesses.Door(request.UserId, request.PurposeClass), request.Guesses, now, out var lockedFor))
        {
            return new ChallengeGrant { Status = ChallengeStatus.LockedOut, RetryAfter = lockedFor };
        }

        var wait = LongestWait(request.Claims, now, out var deniedBy, out var deniedRule);
        if (wait > TimeSpan.Zero)
        {
            ref var live = ref _challenges.Find(SubjectKey.Of(request.UserId, request.Purpose), now);
            var isLive = !Unsafe.IsNullRef(ref live) && live.Binding == request.Binding && live.LifeLeft(now) > 0;
            return new ChallengeGrant
            {
                Status = ChallengeStatus.Denied,
                DeniedBy = deniedBy,
                DeniedRule = deniedRule,
                RetryAfter = wait,
                TriesLeft = isLive ? live.TriesLeft : 0,
                Life = isLive ? TimeSpan.FromMilliseconds(live.LifeLeft(now)) : TimeSpan.Zero,
            };
        }

        if (_challenges.CountAt(now) >= maxWaitingCodes || SubjectsAt(now) >= MaxSubjects)
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

    private WaitingChallenge Open(ChallengeRequest request, long now, out TimeSpan life)
    {
        var lifetime = (long)request.Lifetime.TotalMilliseconds;
        ref var challenge = ref _challenges.Touch(SubjectKey.Of(request.UserId, request.Purpose), now, lifetime);
        var left = challenge.LifeLeft(now);
        if (left <= 0 || challenge.TriesLeft is 0 || challenge.Binding != request.Binding
            || left < request.RenewBelow.TotalMilliseconds)
        {
            left = lifetime;
            _calls.Remove(SubjectKey.Of(request.UserId, request.Purpose));
            challenge = new WaitingChallenge(request, now);
        }

        life = TimeSpan.FromMilliseconds(left);
        return challenge;
    }

    private void Abandon(ChallengeRequest request, ChallengeGrant grant, long now)
    {
        foreach (var claim in request.Claims.Span)
        {
            _allowances.GiveBack(claim, grant.TakenAt, now);
        }

        var key = SubjectKey.Of(request.UserId, request.Purpose);
        ref var challenge = ref _challenges.Find(key, now);
        if (!Unsafe.IsNullRef(ref challenge) && challenge.Nonce == request.Nonce)
        {
            _challenges.Remove(key);
        }
    }

    private ChallengeVerdict Verify(in ChallengeAttempt attempt, long now)
    {
        var door = InMemoryGuesses.Door(attempt.UserId, attempt.PurposeClass);
        if (_guesses.IsLocked(door, attempt.Guesses, now, out var lockedFor))
        {
            return new ChallengeVerdict(ChallengeStatus.LockedOut, retryAfter: lockedFor);
        }

        var key = SubjectKey.Of(attempt.UserId, attempt.Purpose);
        ref var challenge = ref _challenges.Find(key, now);
        if (Unsafe.IsNullRef(ref challenge) || challenge.LifeLeft(now) <= 0)
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
            _guesses.Record(door, attempt, now);
            return new ChallengeVerdict(ChallengeStatus.Wrong, challenge.TriesLeft);
        }

        _challenges.Remove(key);
        _guesses.Forgive(door, attempt, now);
        ref var call = ref _calls.Find(key, now);
        if (Unsafe.IsNullRef(ref call))
        {
            return new ChallengeVerdict(ChallengeStatus.Verified);
        }

        var verdict = new ChallengeVerdict(ChallengeStatus.Verified) { RequestId = call.RequestId };
        _calls.Remove(key);
        return verdict;
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

    private readonly record struct CallName(string RequestId);
}
