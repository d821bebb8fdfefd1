namespace Ytx.Identity;

/// <summary>
/// When a subject's newest events were, oldest first: an exact sliding window at 4 bytes an event. One event, which is
/// what most subjects have, needs no array.
/// </summary>
/// <remarks>
/// Times are the low 32 bits of a store's milliseconds. Subtraction modulo 2^32 is right for up to 49 days; whoever holds
/// these forgets them when the newest is older than every window, which is 7 days at most.
/// </remarks>
internal struct EventTimes
{
    private uint _only;
    private int _count;
    private uint[]? _all;

    public readonly int Count => _count;

    /// <summary>How many milliseconds until the rules allow one more event, and which rule says so; zero if they do now.</summary>
    public readonly long Wait(Allowance allowance, long now, out AllowanceRule deniedBy)
    {
        var longest = 0L;
        deniedBy = default;
        foreach (var rule in allowance.AsSpan())
        {
            if (_count < rule.Count)
            {
                continue;
            }

            // The window is full as long as its count-th newest event lies in it.
            var window = (long)rule.Window.TotalMilliseconds;
            var oldest = At(_count - rule.Count);
            var wait = window - Age(oldest, now);
            var newest = At(_count - 1);
            if (rule.Pause > TimeSpan.Zero && unchecked(newest - oldest) < window)
            {
                wait = Math.Max(wait, (long)rule.Pause.TotalMilliseconds - Age(newest, now));
            }

            if (wait > longest)
            {
                longest = wait;
                deniedBy = rule;
            }
        }

        return longest;
    }

    /// <summary>Adds an event and forgets those that no rule can need.</summary>
    public void Add(long now, int keep)
    {
        var time = unchecked((uint)now);
        if (_count is 0)
        {
            _only = time;
        }
        else if (_count >= keep)
        {
            // Full: what falls out lies before every window, or the event would not have been allowed.
            if (_all is not null)
            {
                Array.Copy(_all, 1, _all, 0, _count - 1);
                _all[_count - 1] = time;
            }
            else
            {
                _only = time;
            }

            return;
        }
        else
        {
            if (_all is null)
            {
                _all = new uint[Math.Min(4, keep)];
                _all[0] = _only;
            }
            else if (_all.Length == _count)
            {
                Array.Resize(ref _all, Math.Min(_count * 2, keep));
            }

            _all[_count] = time;
        }

        _count++;
    }

    /// <summary>Takes back one event of this time, if it is still remembered.</summary>
    public void Remove(long at)
    {
        var time = unchecked((uint)at);
        for (var i = _count - 1; i >= 0; i--)
        {
            if (At(i) == time)
            {
                if (_all is not null)
                {
                    Array.Copy(_all, i + 1, _all, i, _count - i - 1);
                }

                _count--;
                _only = _all is null ? 0 : _all[0];
                return;
            }
        }
    }

    private readonly uint At(int index) => _all is null ? _only : _all[index];

    private static long Age(uint time, long now) => unchecked((uint)now - time);
}
