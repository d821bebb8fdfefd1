namespace Ytx.Identity;

/// <summary>
/// Which items a subject has used and when last, where an allowance counts different items. No more of them are kept
/// than its largest count; a use can be undone once.
/// </summary>
internal struct ItemTimes
{
    private List<Use>? _uses;

    /// <summary>How many milliseconds until the rules allow this item, and which rule says so; zero if they do now.</summary>
    public readonly long Wait(Allowance allowance, string item, long now, out AllowanceRule deniedBy)
    {
        var longest = 0L;
        deniedBy = default;
        if (_uses is null)
        {
            return 0;
        }

        var known = Find(item);
        foreach (var rule in allowance.AsSpan())
        {
            var window = (long)rule.Window.TotalMilliseconds;
            if (_uses.Count < rule.Count || (known >= 0 && now - _uses[known].At < window))
            {
                continue;
            }

            // Ordered by their last use: the window is full as long as its count-th newest item lies in it.
            var wait = window - (now - _uses[^rule.Count].At);
            if (wait > longest)
            {
                longest = wait;
                deniedBy = rule;
            }
        }

        return longest;
    }

    public void Add(string item, long now, int keep)
    {
        _uses ??= new List<Use>(1);
        var known = Find(item);
        var use = new Use(item, now, known < 0 ? null : _uses[known].At);
        if (known >= 0)
        {
            _uses.RemoveAt(known);
        }
        else if (_uses.Count >= keep)
        {
            _uses.RemoveAt(0);
        }

        _uses.Add(use);
    }

    /// <summary>Takes back the last use of an item, if it was at this time.</summary>
    public readonly void Remove(string item, long at)
    {
        var known = Find(item);
        if (known < 0 || _uses![known].At != at)
        {
            return;
        }

        var use = _uses[known];
        _uses.RemoveAt(known);
        if (use.Before is { } before)
        {
            var place = _uses.FindIndex(other => other.At > before);
            _uses.Insert(place < 0 ? _uses.Count : place, new Use(item, before, null));
        }
    }

    private readonly int Find(string item)
    {
        for (var i = 0; i < (_uses?.Count ?? 0); i++)
        {
            if (_uses![i].Item == item)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct Use(string Item, long At, long? Before);
}
