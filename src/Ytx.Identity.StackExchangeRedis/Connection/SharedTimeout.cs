using System.Diagnostics.CodeAnalysis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// A time-out without a timer for every wait, which would cost a tenth of a verification: those who begin within the same
/// tenth of it share one, so that a wait ends after nine tenths of the time at the earliest, and never later than it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Each ends by its own timer, and those who wait on it may still do.")]
internal sealed class SharedTimeout(TimeSpan timeout, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _sharing = timeout / 10;
    private Wait? _latest;

    /// <summary>Is cancelled when the time is over for whoever begins now.</summary>
    public CancellationToken Token()
    {
        var latest = Volatile.Read(ref _latest);
        if (latest is null || IsOver(latest))
        {
            lock (_lock)
            {
                if (_latest is null || IsOver(_latest))
                {
                    _latest = new Wait(timeProvider.GetTimestamp(), timeout, timeProvider);
                }

                latest = _latest;
            }
        }

        return latest.Token;
    }

    private bool IsOver(Wait wait) => timeProvider.GetElapsedTime(wait.Begin) >= _sharing;

    private sealed class Wait(long begin, TimeSpan timeout, TimeProvider timeProvider)
        : CancellationTokenSource(timeout, timeProvider)
    {
        public long Begin { get; } = begin;
    }
}
