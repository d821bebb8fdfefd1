namespace Ytx.Identity;

/// <summary>
/// Which items a subject has used and when last, where an allowance counts different items. No more of them are kept
/// than its largest count; a use can be undone once.
/// </summary>
internal struct ItemTimes
{
    private Use[]? _uses;
    private int _count;

    /// <summary>How many milliseconds until the rules allow this item, and which rule says so; zero if they do now.</summary>
    public readonly long Wait(Allowance allowance, SubjectKey item, long now, out AllowanceRule deniedBy)
    {
        var longest = 0L;
        deniedBy = default;
        var known = Find(item);
        foreach (var rule in allowance.AsSpan())
        {
            var window = (long)rule.Window.TotalMilliseconds;
            if (_count < rule.Count || (known >= 0 && now - _uses![known].At < window))
            {
                continue;
            }

            // Ordered by their last use: the window is full as long as its count-th newest item lies in it.
            var wait = window - (now - _uses![_count - rule.Count].At);
            if (wait > longest)
            {
                longest = wait;
                deniedBy = rule;
            }
        }

        return longest;
    }

    public void Add(SubjectKey item, long now, int keep)
    {
        var known = Find(item);
        var use = new Use(item, now, known < 0 ? null : _uses![known].At);
        if (known >= 0 || _count >= keep)
        {
            RemoveAt(Math.Max(known, 0));
        }

        Insert(_count, use);
    }

    /// <summary>Takes back the last use of an item, if it was at this time.</summary>
    public void Remove(SubjectKey item, long at)
    {
        var known = Find(item);
        if (known < 0 || _uses![known].At != at)
        {
            return;
        }

        var before = _uses[known].Before;
        RemoveAt(known);
        if (before is { } time)
        {
            var place = _count;
            while (place > 0 && _uses[place - 1].At > time)
            {
                place--;
            }

            Insert(place, new Use(item, time, null));
        }
    }

    private readonly int Find(SubjectKey item)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_uses![i].Item == item)
            {
                return i;
            }
        }

        return -1;
    }

    private void Insert(int place, Use use)
    {
        if (_uses is null || _uses.Length == _count)
        {
            Array.Resize(ref _uses, Math.Max(1, _count * 2));
        }

        Array.Copy(_uses!, place, _uses!, place + 1, _count - place);
        _uses![place] = use;
        _count++;
    }

    private void RemoveAt(int place)
    {
        _count--;
        Array.Copy(_uses!, place + 1, _uses!, place, _count - place);
    }

    private readonly record struct Use(SubjectKey Item, long At, long? Before);
}
