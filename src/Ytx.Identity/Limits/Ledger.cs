using System.Runtime.InteropServices;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Limits;

/// <summary>
/// Everything that one subject has taken: a list for each allowance, and for each item where an allowance counts items.
/// It knows neither clock nor lock.
/// </summary>
/// <remarks>
/// A subject has few lists, so they are searched one by one, and together they lie in two places of memory. What is
/// counted beyond <see cref="Allowance.MaxExactCount"/> is counted in buckets.
/// </remarks>
internal struct Ledger
{
    private Takings[]? _all;
    private List<BucketCounts>? _buckets;
    private int _count;

    private readonly Span<Takings> Lists => _all.AsSpan(0, _count);

    public readonly bool IsEmpty =>
        _count is 0 && (_buckets is null || _buckets.TrueForAll(buckets => buckets.IsEmpty));

    /// <summary>How many milliseconds a ledger must be kept after something was taken from an allowance.</summary>
    public static long Life(Allowance allowance) =>
        SlidingWindow.Milliseconds(IsLarge(allowance) ? BucketCounts.Life(allowance) : allowance.Longest);

    /// <summary>How many milliseconds until one more can be taken, and which rule says so; zero if it can now.</summary>
    public readonly long Wait(Allowance allowance, SubjectKey item, long now, out AllowanceRule deniedBy)
    {
        deniedBy = default;
        if (allowance.Counting is AllowanceCounting.DifferentItems)
        {
            return WaitForItem(allowance, item, now, out deniedBy);
        }

        if (IsLarge(allowance))
        {
            return FindBuckets(allowance)?.Wait(now, out deniedBy) ?? 0;
        }

        var place = Find(allowance, item);
        return place < 0 ? 0 : Lists[place].Times.Wait(allowance, now, out deniedBy);
    }

    public void Take(Allowance allowance, SubjectKey item, long now)
    {
        if (IsLarge(allowance))
        {
            var buckets = FindBuckets(allowance);
            if (buckets is null)
            {
                (_buckets ??= []).Add(buckets = new BucketCounts(allowance));
            }

            buckets.Add(now, 1);
            return;
        }

        var place = Find(allowance, item);
        if (place < 0)
        {
            place = Open(allowance, item, now);
        }

        Lists[place].Times.Add(now, allowance);
    }

    /// <summary>Takes back what was taken at this time, if it is still remembered.</summary>
    public void GiveBack(Allowance allowance, SubjectKey item, long takenAt)
    {
        if (IsLarge(allowance))
        {
            FindBuckets(allowance)?.Add(takenAt, -1);
            return;
        }

        var place = Find(allowance, item);
        if (place >= 0)
        {
            Lists[place].Times.Remove(takenAt);
            if (Lists[place].Times.Count is 0)
            {
                RemoveAt(place);
            }
        }
    }

    /// <summary>Forgets what was taken for an item from allowances that end on success.</summary>
    public void End(SubjectKey item)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (Lists[i].Item == item
                && Lists[i].Allowance is { EndsOnSuccess: true, Counting: AllowanceCounting.CallsToEachItem })
            {
                RemoveAt(i);
            }
        }
    }

    private readonly long WaitForItem(Allowance allowance, SubjectKey item, long now, out AllowanceRule deniedBy)
    {
        var longest = 0L;
        deniedBy = default;
        foreach (ref readonly var rule in allowance.AsSpan())
        {
            var wait = WaitForItem(allowance, rule, item, now);
            if (wait > longest)
            {
                longest = wait;
                deniedBy = rule;
            }
        }

        return longest;
    }

    private readonly long WaitForItem(Allowance allowance, in AllowanceRule rule, SubjectKey item, long now)
    {
        // An item lies in the window as long as its newest use does.
        var window = SlidingWindow.Milliseconds(rule.Window);
        var known = Find(allowance, item);
        if ((known >= 0 && Lists[known].Times.Newest > now - window)
            || CountItemsSince(allowance, now - window) < rule.Count)
        {
            return 0;
        }

        // There is room once so many have left that fewer than the count remain.
        var first = long.MaxValue;
        foreach (ref readonly var list in Lists)
        {
            if (list.IsFrom(allowance) && list.Times.Newest < first
                && CountItemsSince(allowance, list.Times.Newest) < rule.Count)
            {
                first = list.Times.Newest;
            }
        }

        return first + window - now;
    }

    private readonly int CountItemsSince(Allowance allowance, long time)
    {
        var count = 0;
        foreach (ref readonly var list in Lists)
        {
            if (list.Times.Newest > time && list.IsFrom(allowance))
            {
                count++;
            }
        }

        return count;
    }

    private int Open(Allowance allowance, SubjectKey item, long now)
    {
        // Items come and go: those whose time is over make room for the next.
        for (var i = _count - 1; i >= 0; i--)
        {
            if (Lists[i].HaveEnded(now))
            {
                RemoveAt(i);
            }
        }

        _all ??= new Takings[3];
        if (_all.Length == _count)
        {
            Array.Resize(ref _all, _count * 2);
        }

        _all[_count] = new Takings(allowance, item);
        return _count++;
    }

    private void RemoveAt(int place)
    {
        Lists[(place + 1)..].CopyTo(Lists[place..]);
        Lists[^1] = default;
        _count--;
    }

    private readonly int Find(Allowance allowance, SubjectKey item)
    {
        var lists = Lists;
        for (var i = 0; i < lists.Length; i++)
        {
            if (lists[i].Item == item && lists[i].IsFrom(allowance))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly BucketCounts? FindBuckets(Allowance allowance)
    {
        foreach (var buckets in CollectionsMarshal.AsSpan(_buckets))
        {
            if (buckets.Allowance.Name == allowance.Name)
            {
                return buckets;
            }
        }

        return null;
    }

    private static bool IsLarge(Allowance allowance) =>
        allowance is { MaxCount: > Allowance.MaxExactCount, Counting: AllowanceCounting.Calls };
}
