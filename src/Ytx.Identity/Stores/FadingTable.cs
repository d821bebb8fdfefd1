using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ytx.Identity.Stores;

/// <summary>
/// A dictionary whose entries end by themselves, without a timer, a scan or a word of bookkeeping an entry: there are
/// two generations, a touched entry moves to the younger one, and once a period the older one is dropped whole. An
/// entry lives at least one period after its last touch, and at most two.
/// </summary>
/// <remarks>
/// Whether an entry still means anything is its own business. Not thread-safe: the store has one lock.
/// </remarks>
internal sealed class FadingTable<TValue>
    where TValue : struct
{
    private Dictionary<SubjectKey, TValue> _young = [];
    private Dictionary<SubjectKey, TValue> _old = [];
    private long _period;
    private long _turned;

    public int Count => _young.Count + _old.Count;

    /// <summary>How many there are without those that have ended by now.</summary>
    public int CountAt(long now)
    {
        Turn(now);
        return Count;
    }

    /// <summary>The entry, or a null reference.</summary>
    public ref TValue Find(SubjectKey key, long now)
    {
        Turn(now);
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_young, key);
        return ref Unsafe.IsNullRef(ref entry) ? ref CollectionsMarshal.GetValueRefOrNullRef(_old, key) : ref entry;
    }

    /// <summary>
    /// Every entry that is touched from now on lives for <paramref name="life"/> milliseconds at least. That never gets
    /// less, so that what was promised to others holds.
    /// </summary>
    public void Keep(long life) => _period = Math.Max(_period, life);

    /// <summary>The entry, or a blank one, which from now on lives for <paramref name="life"/> milliseconds at least.</summary>
    public ref TValue Touch(SubjectKey key, long now, long life)
    {
        Keep(life);
        return ref Touch(key, now);
    }

    /// <summary>The entry, or a blank one.</summary>
    public ref TValue Touch(SubjectKey key, long now)
    {
        Turn(now);
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, key, out var exists);
        if (!exists && _old.Remove(key, out var value))
        {
            entry = value;
        }

        return ref entry;
    }

    /// <summary>Removes the entry and hands it out; a blank one if there was none.</summary>
    public void Remove(SubjectKey key, long now, out TValue entry)
    {
        Turn(now);
        if (!_young.Remove(key, out entry))
        {
            _old.Remove(key, out entry);
        }
    }

    private void Turn(long now)
    {
        if (_period is 0 || now - _turned < _period)
        {
            return;
        }

        if (now - _turned >= 2 * _period)
        {
            _young = Blank(_young, 0);
        }

        (_old, _young) = (_young, Blank(_old, _young.Count));
        _turned = now;
    }

    // A small dictionary is used again. A large one is left to the collector, since clearing it would make everybody
    // wait; the next one has room from the start, since growing by steps would too.
    private static Dictionary<SubjectKey, TValue> Blank(Dictionary<SubjectKey, TValue> used, int expected)
    {
        const int Small = 1000;
        if (used.Count > Small || used.Capacity > Small || expected > Small)
        {
            return new Dictionary<SubjectKey, TValue>(expected);
        }

        used.Clear();
        return used;
    }
}
