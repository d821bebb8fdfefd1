using System.Collections.Concurrent;

namespace Ytx.Voice;

/// <summary>Keeps the same log line to one a minute, for each of a few keys.</summary>
internal sealed class OnceAMinute<TKey>(TimeProvider timeProvider)
    where TKey : notnull
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TKey, long> _last = new();

    /// <summary>Whether a minute has passed since this last said yes; of two at once, one hears yes.</summary>
    public bool TryTake(TKey key)
    {
        var now = timeProvider.GetTimestamp();
        return _last.TryGetValue(key, out var last)
            ? timeProvider.GetElapsedTime(last, now) >= Pause && _last.TryUpdate(key, now, last)
            : _last.TryAdd(key, now);
    }
}
