using System.Runtime.CompilerServices;

namespace Ytx.Identity;

/// <summary>
/// What has been taken from every allowance. Three ways of remembering, one for each kind of claim: exact times,
/// different items, and buckets where the count is large. Not thread-safe: the store has one lock.
/// </summary>
internal sealed class InMemoryAllowances
{
    private readonly Dictionary<string, Table> _tables = [];

    /// <summary>How many subjects are remembered, each once for every allowance that it has taken from.</summary>
    public long CountAt(long now)
    {
        var count = 0L;
        foreach (var table in _tables.Values)
        {
            count += table.Events.CountAt(now) + table.Items.CountAt(now);
        }

        return count;
    }

    /// <summary>How many milliseconds until one more can be taken; zero if it can now.</summary>
    public long Wait(in AllowanceClaim claim, long now, out AllowanceRule deniedBy)
    {
        var table = TableOf(claim.Allowance);
        if (claim.Item is not null)
        {
            ref var items = ref table.Items.Find(SubjectKey.Of(claim.Subject), now);
            deniedBy = default;
            return Unsafe.IsNullRef(ref items)
                ? 0 : items.Wait(claim.Allowance, SubjectKey.Of(claim.Item), now, out deniedBy);
        }

        if (table.BucketsOf(claim) is { } buckets)
        {
            return buckets.Wait(now, out deniedBy);
        }

        ref var events = ref table.Events.Find(SubjectKey.Of(claim.Subject), now);
        deniedBy = default;
        return Unsafe.IsNullRef(ref events)
            ? 0 : Math.Min(Lapse(claim), events.Wait(claim.Allowance, now, out deniedBy));
    }

    /// <summary>Takes one and says how many milliseconds until the next one can be taken.</summary>
    public long Take(in AllowanceClaim claim, long now)
    {
        var table = TableOf(claim.Allowance);
        if (claim.Item is not null)
        {
            // The same item can always be taken again.
            table.Items.Touch(SubjectKey.Of(claim.Subject), now, table.Life)
                .Add(SubjectKey.Of(claim.Item), now, claim.Allowance.MaxCount);
            return 0;
        }

        if (table.BucketsOf(claim) is { } buckets)
        {
            buckets.Add(now, 1);
            return buckets.Wait(now, out _);
        }

        ref var events = ref table.Events.Touch(SubjectKey.Of(claim.Subject), now, table.Life);
        events.Add(now, claim.Allowance.MaxCount);
        return Math.Min(Lapse(claim), events.Wait(claim.Allowance, now, out _));
    }

    public void GiveBack(in AllowanceClaim claim, long takenAt, long now)
    {
        var table = TableOf(claim.Allowance);
        table.BucketsOf(claim)?.Add(takenAt, -1);
        ref var items = ref table.Items.Find(SubjectKey.Of(claim.Subject), now);
        if (!Unsafe.IsNullRef(ref items))
        {
            items.Remove(SubjectKey.Of(claim.Item!), takenAt);
        }

        ref var events = ref table.Events.Find(SubjectKey.Of(claim.Subject), now);
        if (!Unsafe.IsNullRef(ref events))
        {
            events.Remove(takenAt);
        }
    }

    private Table TableOf(Allowance allowance)
    {
        if (!_tables.TryGetValue(allowance.Name, out var table))
        {
            _tables.Add(allowance.Name, table = new Table(allowance));
        }

        return table;
    }

    private static long Lapse(in AllowanceClaim claim) =>
        claim.LapsesIn > TimeSpan.Zero ? (long)Math.Ceiling(claim.LapsesIn.TotalMilliseconds) : long.MaxValue;

    /// <summary>One allowance's subjects.</summary>
    private sealed class Table(Allowance allowance)
    {
        public readonly FadingTable<EventTimes> Events = new();
        public readonly FadingTable<ItemTimes> Items = new();

        // Never forgotten: what is counted in thousands is the application, not a subject of many.
        private readonly Dictionary<SubjectKey, BucketCounts> _buckets = [];

        public long Life => (long)allowance.Longest.TotalMilliseconds;

        public BucketCounts? BucketsOf(in AllowanceClaim claim)
        {
            if (allowance.MaxCount <= Allowance.MaxExactCount)
            {
                return null;
            }

            var key = SubjectKey.Of(claim.Subject);
            if (!_buckets.TryGetValue(key, out var buckets))
            {
                _buckets.Add(key, buckets = new BucketCounts(allowance));
            }

            return buckets;
        }
    }
}
