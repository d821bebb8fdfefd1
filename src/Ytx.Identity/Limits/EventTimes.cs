namespace Ytx.Identity.Limits;

/// <summary>
/// When something was taken, in milliseconds, oldest first: an exact sliding window. One time, which is what most lists
/// hold, needs no array.
/// </summary>
internal struct EventTimes
{
    private long _only;
    private long[]? _all;
    private int _count;

    public readonly int Count => _count;

    public readonly long Newest => At(_count - 1);

    /// <summary>How many milliseconds until the rules allow one more, and which rule says so; zero if they do now.</summary>
    public readonly long Wait(Allowance allowance, long now, out AllowanceRule deniedBy)
    {
        var longest = 0L;
        deniedBy = default;
        foreach (ref readonly var rule in allowance.AsSpan())
        {
            var wait = _count < rule.Count ? 0 : SlidingWindow.Wait(rule, At(_count - rule.Count), Newest, now);
            if (wait > longest)
            {
                longest = wait;
                deniedBy = rule;
            }
        }

        return longest;
    }

    /// <summary>Adds a time and forgets those that no rule can need.</summary>
    public void Add(long now, Allowance allowance)
    {
        // More than the rules count, because some may be given back.
        var most = Math.Max(allowance.MaxCount, Allowance.MaxExactCount);
        var past = now - SlidingWindow.Milliseconds(allowance.Longest);
        var gone = 0;
        while (gone < _count && (At(gone) <= past || _count - gone >= most))
        {
            gone++;
        }

        RemoveAt(0, gone);
        if (_all is null && _count is 0)
        {
            _only = now;
        }
        else
        {
            _all ??= [_only, 0, 0, 0];
            if (_count == _all.Length)
            {
                Array.Resize(ref _all, Math.Min(_count * 2, most));
            }

            _all[_count] = now;
        }

        _count++;
    }

    /// <summary>Takes back one of this time, if it is still remembered.</summary>
    public void Remove(long time)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (At(i) == time)
            {
                RemoveAt(i, 1);
                return;
            }
        }
    }

    private void RemoveAt(int place, int count)
    {
        if (_all is not null && count > 0)
        {
            Array.Copy(_all, place + count, _all, place, _count - place - count);
        }

        _count -= count;
    }

    private readonly long At(int index) => _all is null ? _only : _all[index];
}
