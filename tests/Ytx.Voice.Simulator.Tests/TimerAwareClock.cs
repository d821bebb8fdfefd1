using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Simulator.Tests;

/// <summary>A clock that stands still and tells when something has begun to wait on it.</summary>
internal sealed class TimerAwareClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Waiting => _waiting.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waiting.TrySetResult();
        return timer;
    }
}
