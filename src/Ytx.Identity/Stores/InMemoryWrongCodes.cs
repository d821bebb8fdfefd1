using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ytx.Identity.Limits;

namespace Ytx.Identity.Stores;

/// <summary>The wrong tries of every user for one kind of purpose. Not thread-safe: the store has one lock.</summary>
internal sealed class InMemoryWrongCodes
{
    // Where nothing is forgotten only a success ends a row, and after it the tries still count in their windows.
    private readonly Dictionary<SubjectKey, WrongCodes> _rows = [];
    private readonly FadingTable<WrongCodes> _fading = new();

    public long CountAt(long now) => _rows.Count + _fading.CountAt(now);

    /// <summary>Whether a user is locked out, and for how long; null if no time ends that.</summary>
    public bool IsLocked(SubjectKey user, WrongCodeLimit limit, long now, out TimeSpan? lockedFor)
    {
        lockedFor = null;
        ref var tries = ref Find(user, now);
        return !Unsafe.IsNullRef(ref tries) && tries.IsLocked(limit, now, out lockedFor);
    }

    /// <summary>Records a try as a wrong one.</summary>
    public void Add(SubjectKey user, ulong mark, WrongCodeLimit limit, long now)
    {
        if (limit.ForgetAfter is not null)
        {
            _fading.Touch(user, now, Life(limit)).Add(mark, limit, now);
            return;
        }

        ref var tries = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, user, out var exists);
        if (!exists)
        {
            _fading.Remove(user, now, out tries);
        }

        tries.Add(mark, limit, now);
    }

    /// <summary>
    /// Takes back the newest try, for it was right, and ends the row: null ends it whole, a mark what has that mark. The
    /// windows stay: an owner's success must not buy an attacker new tries.
    /// </summary>
    public void Reset(SubjectKey user, ulong? mark, WrongCodeLimit limit, long now)
    {
        ref var tries = ref Find(user, now);
        tries.RemoveNewest();
        tries.Reset(mark);
        if (tries.HaveEnded(limit, now))
        {
            Clear(user, now);
        }
        else if (limit.ForgetAfter is null && !tries.HasMarks)
        {
            _rows.Remove(user, out var rest);
            _fading.Touch(user, now, Life(limit)) = rest;
        }
    }

    public void Clear(SubjectKey user, long now)
    {
        _rows.Remove(user);
        _fading.Remove(user, now, out _);
    }

    private ref WrongCodes Find(SubjectKey user, long now)
    {
        ref var tries = ref CollectionsMarshal.GetValueRefOrNullRef(_rows, user);
        return ref Unsafe.IsNullRef(ref tries) ? ref _fading.Find(user, now) : ref tries;
    }

    private static long Life(WrongCodeLimit limit) =>
        SlidingWindow.Milliseconds(limit.ForgetAfter > limit.Allowance.Longest ? limit.ForgetAfter.Value : limit.Allowance.Longest);
}
