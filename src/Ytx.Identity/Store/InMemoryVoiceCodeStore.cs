using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ytx.Identity;

/// <summary>
/// The store for one host. All of it is one critical section of some hundred nanoseconds, so every step is atomic over
/// all subjects; hashing happens outside, before it is entered.
/// </summary>
/// <remarks>
/// Challenges by user and purpose, what was taken by allowance and subject (wrong tries included), wrong tries in a row by
/// user and door. Time is the monotonic clock in milliseconds since the store was made: setting the machine's clock ends
/// nothing sooner or later. At the ceiling new calls are refused; nothing that counts is ever pushed out, for then an
/// attacker could wipe the counters that stop him.
/// </remarks>
internal sealed class InMemoryVoiceCodeStore(TimeProvider timeProvider, int maxWaitingCodes) : IVoiceCodeStore
{
    // Codes wait minutes, and what was taken counts for a day: there are more of those.
    private const int SubjectsPerCode = 10;

    private static readonly ChallengeGrant Unavailable = new() { Status = ChallengeStatus.Unavailable };

    private readonly Lock _lock = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private readonly FadingTable<Challenge> _challenges = new();
    private readonly InMemoryAllowances _allowances = new();

    // No time ends the first: only a success, after which the times count on for their windows, or an unlock.
    private readonly Dictionary<SubjectKey, Guesses> _guesses = [];
    private readonly FadingTable<EventTimes> _forgiven = new();

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
            var door = Door(userId, purposeClass);
            _guesses.Remove(door);
            _forgiven.Remove(door);
        }

        return ValueTask.FromResult(true);
    }

    private ChallengeGrant Begin(ChallengeRequest request, long now)
    {
        if (IsLocked(Door(request.UserId, request.PurposeClass), request.Guesses, now, out var lockedFor))
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

        if (_challenges.Count >= maxWaitingCodes
            || _allowances.Count + _guesses.Count >= (long)maxWaitingCodes * SubjectsPerCode)
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
        var lifetime = (long)request.Lifetime.TotalMilliseconds;
        ref var challenge = ref _challenges.Touch(SubjectKey.Of(request.UserId, request.Purpose), now, lifetime);
        var left = challenge.LifeLeft(now);
        if (left <= 0 || challenge.TriesLeft is 0 || challenge.Binding != request.Binding
            || left < request.RenewBelow.TotalMilliseconds)
        {
            left = lifetime;
            challenge = new Challenge(request, now);
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
        var door = Door(attempt.UserId, attempt.PurposeClass);
        if (IsLocked(door, attempt.Guesses, now, out var lockedFor))
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
            RecordWrong(door, attempt, now);
            return new ChallengeVerdict(ChallengeStatus.Wrong, challenge.TriesLeft);
        }

        _challenges.Remove(key);
        Forgive(door, attempt, now);
        return new ChallengeVerdict(ChallengeStatus.Verified);
    }

    private bool IsLocked(SubjectKey door, GuessLimit limit, long now, out TimeSpan? lockedFor)
    {
        lockedFor = null;
        ref var guesses = ref CollectionsMarshal.GetValueRefOrNullRef(_guesses, door);
        var isInARow = !Unsafe.IsNullRef(ref guesses);
        if (isInARow && guesses.InARow >= limit.MaxConsecutive)
        {
            return true;
        }

        ref var wrong = ref isInARow ? ref guesses.Wrong : ref _forgiven.Find(door, now);
        var counts = isInARow ? now - guesses.LastAt < Life(limit) : !Unsafe.IsNullRef(ref wrong);
        var wait = counts ? wrong.Wait(limit.Allowance, now, out _) : 0;
        lockedFor = TimeSpan.FromMilliseconds(wait);
        return wait > 0;
    }

    private void RecordWrong(SubjectKey door, in ChallengeAttempt attempt, long now)
    {
        ref var guesses = ref CollectionsMarshal.GetValueRefOrAddDefault(_guesses, door, out var exists);
        ref var forgiven = ref _forgiven.Find(door, now);
        if (!exists && !Unsafe.IsNullRef(ref forgiven))
        {
            guesses.Wrong = forgiven;
            _forgiven.Remove(door);
        }
        else if (now - guesses.LastAt >= Life(attempt.Guesses))
        {
            guesses.Wrong = default;
        }

        guesses.Wrong.Add(now, attempt.Guesses.Allowance.MaxCount);
        guesses.LastAt = now;
        guesses.InARow++;
        guesses.OfNumber = guesses.Number == attempt.NumberMark ? guesses.OfNumber + 1 : 1;
        guesses.Number = attempt.NumberMark;
    }

    // The row ends, the windows stay: an owner's success must not buy an attacker new tries. And a success shows that its
    // own number is at hand, so that confirming one's own forgives no guesses at another's.
    private void Forgive(SubjectKey door, in ChallengeAttempt attempt, long now)
    {
        ref var guesses = ref CollectionsMarshal.GetValueRefOrNullRef(_guesses, door);
        if (Unsafe.IsNullRef(ref guesses) || guesses.Number != attempt.NumberMark)
        {
            return;
        }

        guesses.InARow -= guesses.OfNumber;
        guesses.OfNumber = 0;
        if (guesses.InARow is 0)
        {
            if (now - guesses.LastAt < Life(attempt.Guesses))
            {
                _forgiven.Touch(door, now, Life(attempt.Guesses)) = guesses.Wrong;
            }

            _guesses.Remove(door);
        }
    }

    private static long Life(GuessLimit limit) => (long)limit.Allowance.Longest.TotalMilliseconds;

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

    private static SubjectKey Door(string userId, VoiceCodePurposeClass purposeClass) =>
        SubjectKey.Of(userId, [(char)purposeClass]);

    private struct Guesses
    {
        public EventTimes Wrong;
        public long LastAt;
        public int InARow;

        // How many of those in a row were at the number that was tried last.
        public int OfNumber;
        public uint Number;
    }

    // Held small, because there may be a million: halves of 128-bit values need no padding, and 32 bits of time are right
    // for up to 49 days.
    private struct Challenge
    {
        private readonly ulong _nonceHigh;
        private readonly ulong _nonceLow;
        private readonly ulong _verifierHigh;
        private readonly ulong _verifierLow;
        private readonly uint _opened;
        private readonly uint _lifetime;

        public Challenge(ChallengeRequest request, long now)
        {
            (_nonceHigh, _nonceLow) = ((ulong)(request.Nonce >> 64), (ulong)request.Nonce);
            (_verifierHigh, _verifierLow) = ((ulong)(request.Verifier >> 64), (ulong)request.Verifier);
            _opened = unchecked((uint)now);
            _lifetime = (uint)request.Lifetime.TotalMilliseconds;
            Binding = request.Binding;
            TriesLeft = request.Tries;
        }

        public uint Binding { get; }

        public int TriesLeft { get; set; }

        public readonly UInt128 Nonce => new(_nonceHigh, _nonceLow);

        public readonly UInt128 Verifier => new(_verifierHigh, _verifierLow);

        public readonly long LifeLeft(long now) => _lifetime - (long)unchecked((uint)now - _opened);
    }
}
