using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Stores;

/// <summary>
/// The store for one host. All of it is one critical section of some hundred nanoseconds, so every step is atomic over
/// all subjects; hashing happens outside, before it is entered.
/// </summary>
/// <remarks>
/// Challenges by user and purpose, what was taken by subject, wrong tries by user and kind of purpose. Time is the
/// monotonic clock in milliseconds since the store was made: setting the machine's clock ends nothing sooner or later. At
/// the ceiling new calls are refused; nothing that counts is ever pushed out, for then an attacker could wipe the counters
/// that stop him.
/// </remarks>
internal sealed class InMemoryVoiceCodeStore(TimeProvider timeProvider, int maxWaitingCodes)
    : IVoiceCodeStore, IHealthCheck
{
    // Codes wait minutes, and what was taken counts for a day: there are more of those.
    private const int SubjectsPerCode = 10;

    // More claims than any call has that the limits make.
    private const int ManyClaims = 16;

    // The mark of a wrong try where a success ends the whole row.
    private const ulong AnyNumber = 1;

    private static readonly ChallengeGrant Unavailable = new() { Status = ChallengeStatus.Unavailable };

    private readonly Lock _lock = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private readonly FadingTable<Challenge> _challenges = new();
    private readonly InMemoryAllowances _allowances = new();
    private readonly InMemoryWrongCodes[] _wrongCodes =
        [.. Enum.GetValues<VoiceCodePurposeKind>().Select(_ => new InMemoryWrongCodes())];

    private long MaxSubjects => (long)maxWaitingCodes * SubjectsPerCode;

    private long Now => (long)timeProvider.GetElapsedTime(_origin).TotalMilliseconds;

    public ValueTask<ChallengeGrant> BeginAsync(
        ChallengeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var user = SubjectKey.Of(request.User);
        var key = user.With(request.Purpose);
        var claims = new KeyedClaims(request.Claims.Span, user, request.Claims.Length <= ManyClaims
            ? stackalloc SubjectKey[ManyClaims * KeyedClaims.KeysEach]
            : new SubjectKey[request.Claims.Length * KeyedClaims.KeysEach]);
        lock (_lock)
        {
            return ValueTask.FromResult(Begin(request, claims, user, key, Now));
        }
    }

    public ValueTask AbandonAsync(
        ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(grant);
        cancellationToken.ThrowIfCancellationRequested();
        if (grant.Status is ChallengeStatus.Granted && request.Step is not ChallengeStep.Attempt)
        {
            var user = SubjectKey.Of(request.User);
            var key = user.With(request.Purpose);
            var claims = new KeyedClaims(
                request.Claims.Span, user, new SubjectKey[request.Claims.Length * KeyedClaims.KeysEach]);
            lock (_lock)
            {
                var now = Now;
                _allowances.GiveBack(claims, grant.TakenAt, now);
                ref var challenge = ref _challenges.Find(key, now);
                if (!Unsafe.IsNullRef(ref challenge) && !challenge.Withdraw(request.Nonce, now))
                {
                    _challenges.Remove(key, now, out _);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(grant);
        var key = SubjectKey.Of(request.User).With(request.Purpose);
        lock (_lock)
        {
            ref var challenge = ref _challenges.Find(key, Now);
            if (!Unsafe.IsNullRef(ref challenge) && challenge.Nonce == grant.Nonce)
            {
                challenge.RequestId = requestId;
            }
        }
    }

    public ValueTask<ChallengeVerdict> VerifyAsync(
        ChallengeTry challengeTry, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var user = SubjectKey.Of(challengeTry.User);
        var key = user.With(challengeTry.Purpose);
        ulong? number = challengeTry.Number is null ? null : SubjectKey.Of(challengeTry.Number).Mark;
        lock (_lock)
        {
            return ValueTask.FromResult(Verify(challengeTry, user, key, number, Now));
        }
    }

    public ValueTask<bool> UnlockAsync(
        UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = SubjectKey.Of(user);
        lock (_lock)
        {
            _wrongCodes[(int)purposeKind].Clear(key, Now);
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
            CultureInfo.InvariantCulture, $"In process, {fill:P0} full. Beyond Ytx:Store:MaxWaitingCodes new calls are refused.");
        return Task.FromResult(new HealthCheckResult(
            status is HealthStatus.Unhealthy ? context.Registration.FailureStatus : status, description, data: data));
    }

    private long SubjectsAt(long now)
    {
        var count = _allowances.CountAt(now);
        foreach (var kind in _wrongCodes)
        {
            count += kind.CountAt(now);
        }

        return count;
    }

    private ChallengeGrant Begin(
        ChallengeRequest request, in KeyedClaims claims, SubjectKey user, SubjectKey key, long now)
    {
        if (_wrongCodes[(int)request.PurposeKind].IsLocked(user, request.WrongCodes, now, out var lockedFor))
        {
            return new ChallengeGrant { Status = ChallengeStatus.LockedOut, RetryAfter = lockedFor };
        }

        var wait = _allowances.Wait(claims, request.Step, now, out var deniedBy, out var deniedRule);
        if (wait > 0)
        {
            return WhatWaits(request, key, now, ChallengeStatus.Denied, wait, deniedBy, deniedRule);
        }

        if (_challenges.CountAt(now) >= maxWaitingCodes || SubjectsAt(now) >= MaxSubjects)
        {
            return Unavailable;
        }

        _allowances.Take(claims, request.Step, now);
        var next = _allowances.Wait(claims, ChallengeStep.Whole, now, out _, out _);
        return request.Step is ChallengeStep.Attempt
            ? WhatWaits(request, key, now, ChallengeStatus.Granted, next)
            : Open(request, key, claims.EndsOnSuccess, now, next);
    }

    // An answer that opens nothing, but says what is open.
    private ChallengeGrant WhatWaits(
        ChallengeRequest request, SubjectKey key, long now, ChallengeStatus status, long wait,
        string? deniedBy = null, AllowanceRule deniedRule = default)
    {
        ref var live = ref _challenges.Find(key, now);
        var isLive = !Unsafe.IsNullRef(ref live) && live.IsOf(request, now);
        return new ChallengeGrant
        {
            Status = status,
            DeniedBy = deniedBy,
            DeniedRule = deniedRule,
            RetryAfter = TimeSpan.FromMilliseconds(wait),
            Nonce = isLive ? live.Nonce : default,
            TriesLeft = isLive ? live.TriesLeft : 0,
            Life = isLive ? TimeSpan.FromMilliseconds(live.LifeLeft(now)) : TimeSpan.Zero,
        };
    }

    private ChallengeGrant Open(ChallengeRequest request, SubjectKey key, SubjectKey endsOnSuccess, long now, long next)
    {
        ref var challenge = ref _challenges.Touch(key, now, SlidingWindow.Milliseconds(request.Lifetime));
        challenge.OpenUnlessRepeated(request, now);
        if (endsOnSuccess != default)
        {
            challenge.EndsOnSuccess = endsOnSuccess;
        }

        return new ChallengeGrant
        {
            Status = ChallengeStatus.Granted,
            Nonce = challenge.Nonce,
            TriesLeft = challenge.TriesLeft,
            Life = TimeSpan.FromMilliseconds(challenge.LifeLeft(now)),
            RetryAfter = TimeSpan.FromMilliseconds(next),
            TakenAt = now,
        };
    }

    private ChallengeVerdict Verify(
        in ChallengeTry challengeTry, SubjectKey user, SubjectKey key, ulong? number, long now)
    {
        var wrongCodes = _wrongCodes[(int)challengeTry.PurposeKind];
        if (wrongCodes.IsLocked(user, challengeTry.WrongCodes, now, out var lockedFor))
        {
            return new ChallengeVerdict(ChallengeStatus.LockedOut, retryAfter: lockedFor);
        }

        ref var challenge = ref _challenges.Find(key, now);
        if (Unsafe.IsNullRef(ref challenge) || challenge.LifeLeft(now) is 0)
        {
            return new ChallengeVerdict(ChallengeStatus.Missing);
        }

        if (challenge.TriesLeft is 0)
        {
            return new ChallengeVerdict(ChallengeStatus.TriesUsedUp);
        }

        // On record before it is compared, whatever happens then.
        wrongCodes.Add(user, number ?? AnyNumber, challengeTry.WrongCodes, now);
        if (!challenge.Try(challengeTry.Verifier))
        {
            return new ChallengeVerdict(ChallengeStatus.Wrong, challenge.TriesLeft);
        }

        _challenges.Remove(key, now, out var verified);
        wrongCodes.Reset(user, number, challengeTry.WrongCodes, now);
        if (verified.EndsOnSuccess != default)
        {
            _allowances.End(user, verified.EndsOnSuccess, now);
        }

        return new ChallengeVerdict(ChallengeStatus.Verified) { RequestId = verified.RequestId };
    }
}
