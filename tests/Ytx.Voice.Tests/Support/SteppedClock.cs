using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests;

/// <summary>A clock that knows what waits for it, so that no test moves it on between a reading and the wait that follows.</summary>
internal sealed class SteppedClock(DateTimeOffset now) : FakeTimeProvider(now)
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>How long each wait is that has begun, those that are over included.</summary>
    public IReadOnlyCollection<TimeSpan> Waits => _waits;

    /// <summary>How far somebody has set the time of day on or back. What waits does not know of it, as on a real machine.</summary>
    public TimeSpan SetBy { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + SetBy;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Enqueue(dueTime);
        return timer;
    }
}
