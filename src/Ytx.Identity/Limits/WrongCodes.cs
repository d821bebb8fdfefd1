namespace Ytx.Identity.Limits;

/// <summary>
/// The wrong tries of one user for one kind of purpose, oldest first. Each counts in the windows whatever happens, and in a row as
/// long as it has its mark. It knows neither clock nor lock.
/// </summary>
internal struct WrongCodes
{
    private Try[]? _all;
    private int _count;

    private readonly Span<Try> Tries => _all.AsSpan(0, _count);

    public readonly bool HasMarks
    {
        get
        {
            foreach (var one in Tries)
            {
                if (one.Mark is not 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether the user is locked out, and for how long; null if no time ends that.</summary>
    public readonly bool IsLocked(WrongCodeLimit limit, long now, out TimeSpan? lockedFor)
    {
        var wait = Math.Max(WaitInARow(limit, now), WaitInWindows(limit.Allowance, now));
        lockedFor = wait is long.MaxValue ? null : TimeSpan.FromMilliseconds(wait);
        return wait > 0;
    }

    /// <summary>Records a try as a wrong one.</summary>
    /// <param name="mark">What a success clears it by; not zero.</param>
    /// <param name="limit">What it counts for.</param>
    /// <param name="now">The time.</param>
    public void Add(ulong mark, WrongCodeLimit limit, long now)
    {
        _all ??= new Try[1];
        if (_count == _all.Length)
        {
            MakeRoom(limit, now);
        }

        _all[_count++] = new Try(now, mark);
    }

    /// <summary>Takes back the try that was recorded last, for it was right.</summary>
    public void RemoveNewest() => _count--;

    /// <summary>Ends the row of a mark; null ends every row.</summary>
    public readonly void Reset(ulong? mark)
    {
        foreach (ref var one in Tries)
        {
            if (mark is null || one.Mark == mark)
            {
                one = one with { Mark = 0 };
            }
        }
    }

    /// <summary>Whether none of them counts in any way.</summary>
    public readonly bool HaveEnded(WrongCodeLimit limit, long now)
    {
        foreach (var one in Tries)
        {
            if (Counts(one, limit, now))
            {
                return false;
            }
        }

        return true;
    }

    private readonly long WaitInWindows(Allowance allowance, long now)
    {
        var longest = 0L;
        foreach (ref readonly var rule in allowance.AsSpan())
        {
            if (_count >= rule.Count)
            {
                longest = Math.Max(longest, SlidingWindow.Wait(rule, Tries[^rule.Count].At, Tries[^1].At, now));
            }
        }

        return longest;
    }

    private readonly long WaitInARow(WrongCodeLimit limit, long now)
    {
        if (_count < limit.MaxConsecutive)
        {
            return 0;
        }

        // Locked until enough tries are forgotten, so that fewer than MaxConsecutive count in a row.
        var left = limit.MaxConsecutive;
        for (var i = _count - 1; i >= 0; i--)
        {
            if (IsInARow(Tries[i], limit, now) && --left is 0)
            {
                return limit.ForgetAfter is { } time ? Tries[i].At + SlidingWindow.Milliseconds(time) - now : long.MaxValue;
            }
        }

        return 0;
    }

    private void MakeRoom(WrongCodeLimit limit, long now)
    {
        var kept = 0;
        foreach (var one in Tries)
        {
            if (Counts(one, limit, now))
            {
                Tries[kept++] = one;
            }
        }

        var most = (long)limit.Allowance.MaxCount + limit.MaxConsecutive;
        if (kept == _count && _count < most)
        {
            Array.Resize(ref _all, (int)Math.Min(_count * 2L, most));
        }
        else if (kept == _count)
        {
            var place = FirstSpare(limit, now);
            Tries[(place + 1)..].CopyTo(Tries[place..]);
            kept--;
        }

        _count = kept;
    }

    // The oldest that counts neither in a row nor, as far as rules look back, in a window; else the oldest.
    private readonly int FirstSpare(WrongCodeLimit limit, long now)
    {
        for (var i = 0; i < _count - limit.Allowance.MaxCount; i++)
        {
            if (!IsInARow(Tries[i], limit, now))
            {
                return i;
            }
        }

        return 0;
    }

    private static bool Counts(in Try one, WrongCodeLimit limit, long now) =>
        IsInARow(one, limit, now) || now - one.At < SlidingWindow.Milliseconds(limit.Allowance.Longest);

    private static bool IsInARow(in Try one, WrongCodeLimit limit, long now) =>
        one.Mark is not 0 && (limit.ForgetAfter is not { } time || now - one.At < SlidingWindow.Milliseconds(time));

    private readonly record struct Try(long At, ulong Mark);
}
