using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ytx.Identity;

/// <summary>
/// A dictionary whose entries end by themselves, without a timer and without ever looking at all of them: each entry
/// has one place in a queue, and each sweep looks at the first few that are due.
/// </summary>
/// <remarks>
/// The entries of one table have nearly the same life, so the queue's order is nearly the order in which they end. An
/// entry that was renewed meanwhile queues again. Not thread-safe: the store has one lock.
/// </remarks>
internal sealed class ExpiringTable<TKey, TValue>
    where TKey : notnull
{
    private const int LooksPerSweep = 4;
    private const long LongestQueue = 24 * 60 * 60 * 1000;

    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly Queue<(TKey Key, long Due)> _queue = [];

    /// <summary>How many entries are held, those included that have ended and were not swept yet.</summary>
    public int Count => _entries.Count;

    /// <summary>The live entry, or a null reference.</summary>
    public ref TValue Find(TKey key, long now, out long ends)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
        if (Unsafe.IsNullRef(ref entry) || entry.Ends <= now)
        {
            ends = now;
            return ref Unsafe.NullRef<TValue>();
        }

        ends = entry.Ends;
        return ref entry.Value;
    }

    /// <summary>The live entry, or a blank one, which from now on ends at <paramref name="ends"/>.</summary>
    public ref TValue Touch(TKey key, long now, long ends)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out var exists);
        if (!exists)
        {
            Enqueue(key, now, ends);
        }
        else if (entry.Ends <= now)
        {
            entry.Value = default!;
        }

        entry.Ends = ends;
        return ref entry.Value;
    }

    /// <summary>Ends an entry. It keeps its place in the queue, so that nobody can fill the queue by repetition.</summary>
    public void End(TKey key)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
        if (!Unsafe.IsNullRef(ref entry))
        {
            entry = default;
        }
    }

    /// <summary>Removes a few of the entries that have ended.</summary>
    public void Sweep(long now)
    {
        for (var i = 0; i < LooksPerSweep && _queue.TryPeek(out var first) && first.Due <= now; i++)
        {
            _queue.Dequeue();
            var ends = _entries[first.Key].Ends;
            if (ends > now)
            {
                Enqueue(first.Key, now, ends);
            }
            else
            {
                _entries.Remove(first.Key);
            }
        }
    }

    private void Enqueue(TKey key, long now, long ends) => _queue.Enqueue((key, Math.Min(ends, now + LongestQueue)));

    private struct Entry
    {
        public TValue Value;
        public long Ends;
    }
}
