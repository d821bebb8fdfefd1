using System.Runtime.CompilerServices;

namespace Ytx.Identity;

/// <summary>
/// What has been taken from every allowance, by its name and subject. Three ways of remembering, one for each kind of
/// claim: exact times, different items, and buckets where the count is large. Not thread-safe: the store has one lock.
/// </summary>
internal sealed class InMemoryAllowances
{
    private readonly ExpiringTable<Key, EventTimes> _events = new();
    private readonly ExpiringTable<Key, ItemTimes> _items = new();
    private readonly Dictionary<Key, BucketCounts> _buckets = [];

    /// <summary>How many subjects are remembered, each once for every allowance that it has taken from.</summary>
    public int Count => _events.Count + _items.Count;

    /// <summary>How many milliseconds until one more can be taken; zero if it can now.</summary>
    public long Wait(in AllowanceClaim claim, long now, out AllowanceRule deniedBy)
    {
        var key = new Key(claim.Allowance.Name, claim.Subject);
        deniedBy = default;
        var wait = 0L;
        if (claim.Item is not null)
        {
            ref var items = ref _items.Find(key, now, out _);
            wait = Unsafe.IsNullRef(ref items) ? 0 : items.Wait(claim.Allowance, claim.Item, now, out deniedBy);
        }
        else if (claim.Allowance.MaxCount > Allowance.MaxExactCount)
        {
            wait = _buckets.TryGetValue(key, out var buckets) ? buckets.Wait(now, out deniedBy) : 0;
        }
        else
        {
            ref var events = ref _events.Find(key, now, out _);
            wait = Unsafe.IsNullRef(ref events) ? 0 : events.Wait(claim.Allowance, now, out deniedBy);
        }

        return Math.Min(wait, Lapse(claim));
    }

    /// <summary>Takes one and says how many milliseconds until the next one can be taken.</summary>
    public long Take(in AllowanceClaim claim, long now)
    {
        var key = new Key(claim.Allowance.Name, claim.Subject);
        var ends = now + (long)claim.Allowance.Longest.TotalMilliseconds;
        if (claim.Item is not null)
        {
            // The same item can always be taken again.
            _items.Touch(key, now, ends).Add(claim.Item, now, claim.Allowance.MaxCount);
            return 0;
        }

        if (claim.Allowance.MaxCount > Allowance.MaxExactCount)
        {
            if (!_buckets.TryGetValue(key, out var buckets))
            {
                _buckets.Add(key, buckets = new BucketCounts(claim.Allowance));
            }

            buckets.Add(now, 1);
            return buckets.Wait(now, out _);
        }

        ref var events = ref _events.Touch(key, now, ends);
        events.Add(now, claim.Allowance.MaxCount);
        return Math.Min(events.Wait(claim.Allowance, now, out _), Lapse(claim));
    }

    public void GiveBack(in AllowanceClaim claim, long takenAt, long now)
    {
        var key = new Key(claim.Allowance.Name, claim.Subject);
        if (claim.Item is not null)
        {
            ref var items = ref _items.Find(key, now, out _);
            if (!Unsafe.IsNullRef(ref items))
            {
                items.Remove(claim.Item, takenAt);
            }
        }
        else if (claim.Allowance.MaxCount > Allowance.MaxExactCount)
        {
            _buckets.GetValueOrDefault(key)?.Add(takenAt, -1);
        }
        else
        {
            ref var events = ref _events.Find(key, now, out _);
            if (!Unsafe.IsNullRef(ref events))
            {
                events.Remove(takenAt);
            }
        }
    }

    public void Sweep(long now)
    {
        _events.Sweep(now);
        _items.Sweep(now);
    }

    private static long Lapse(in AllowanceClaim claim) =>
        claim.LapsesIn is { } lapse ? (long)Math.Ceiling(lapse.TotalMilliseconds) : long.MaxValue;

    /// <summary>A subject has few allowances, so that hashing their names would be wasted.</summary>
    private readonly record struct Key(string Allowance, string Subject)
    {
        public bool Equals(Key other) => Subject == other.Subject && Allowance == other.Allowance;

        public override int GetHashCode() => Subject.GetHashCode(StringComparison.Ordinal) ^ (Allowance.Length * 0x1F351F35);
    }
}
