using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ytx.Identity;

/// <summary>
/// The wrong tries of every user at every door: their times for the windows, and how many in a row. Not thread-safe: the
/// store has one lock.
/// </summary>
internal sealed class InMemoryGuesses
{
    // No time ends a row: only a success, after which its times count on for their windows, or an unlock.
    private readonly Dictionary<SubjectKey, Row> _rows = [];
    private readonly FadingTable<EventTimes> _forgiven = new();

    public int Count => _rows.Count;

    /// <summary>The key of a user at a door.</summary>
    public static SubjectKey Door(string userId, VoiceCodePurposeClass purposeClass) =>
        SubjectKey.Of(userId, [(char)purposeClass]);

    /// <summary>Whether a door is closed, and for how long; null if no time opens it.</summary>
    public bool IsLocked(SubjectKey door, GuessLimit limit, long now, out TimeSpan? lockedFor)
    {
        lockedFor = null;
        ref var row = ref CollectionsMarshal.GetValueRefOrNullRef(_rows, door);
        var isInARow = !Unsafe.IsNullRef(ref row);
        if (isInARow && row.InARow >= limit.MaxConsecutive)
        {
            return true;
        }

        ref var wrong = ref isInARow ? ref row.Wrong : ref _forgiven.Find(door, now);
        var counts = isInARow ? now - row.LastAt < Life(limit) : !Unsafe.IsNullRef(ref wrong);
        var wait = counts ? wrong.Wait(limit.Allowance, now, out _) : 0;
        lockedFor = TimeSpan.FromMilliseconds(wait);
        return wait > 0;
    }

    /// <summary>Records a wrong try.</summary>
    public void Record(SubjectKey door, in ChallengeAttempt attempt, long now)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, door, out var exists);
        ref var forgiven = ref _forgiven.Find(door, now);
        if (!exists && !Unsafe.IsNullRef(ref forgiven))
        {
            row.Wrong = forgiven;
            _forgiven.Remove(door);
        }
        else if (now - row.LastAt >= Life(attempt.Guesses))
        {
            row.Wrong = default;
        }

        row.Wrong.Add(now, attempt.Guesses.Allowance.MaxCount);
        row.LastAt = now;
        row.InARow++;
        row.OfNumber = row.Number == (uint)(attempt.Number?.GetHashCode(StringComparison.Ordinal) ?? 0) ? row.OfNumber + 1 : 1;
        row.Number = (uint)(attempt.Number?.GetHashCode(StringComparison.Ordinal) ?? 0);
    }

    /// <summary>
    /// Ends the row at a number, after a success. The windows stay: an owner's success must not buy an attacker new tries.
    /// And a success shows that its own number is at hand, so that confirming one's own forgives no guesses at another's.
    /// </summary>
    public void Forgive(SubjectKey door, in ChallengeAttempt attempt, long now)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrNullRef(_rows, door);
        if (Unsafe.IsNullRef(ref row) || row.Number != (uint)(attempt.Number?.GetHashCode(StringComparison.Ordinal) ?? 0))
        {
            return;
        }

        row.InARow -= row.OfNumber;
        row.OfNumber = 0;
        if (row.InARow is 0)
        {
            if (now - row.LastAt < Life(attempt.Guesses))
            {
                _forgiven.Touch(door, now, Life(attempt.Guesses)) = row.Wrong;
            }

            _rows.Remove(door);
        }
    }

    public void Clear(SubjectKey door)
    {
        _rows.Remove(door);
        _forgiven.Remove(door);
    }

    private static long Life(GuessLimit limit) => (long)limit.Allowance.Longest.TotalMilliseconds;

    private struct Row
    {
        public EventTimes Wrong;
        public long LastAt;
        public int InARow;

        // How many of those in a row were at the number that was tried last.
        public int OfNumber;
        public uint Number;
    }
}
