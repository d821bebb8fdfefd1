using System.Collections.Concurrent;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// Waits for answers with one timer for all of them: a timer for each would cost a tenth of a verification. A look every
/// tenth of the time ends those that would be late at the next one, so that no wait is longer than the time.
/// </summary>
internal sealed class ReplyWaits : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ReplyWait> _all = [];
    private readonly ConcurrentQueue<ReplyWait> _idle = [];
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;
    private int _isTimerSet;

    public ReplyWaits(TimeSpan timeout, TimeProvider timeProvider)
    {
        _timeout = timeout;
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(
            static waits => ((ReplyWaits)waits!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Pause => _timeout / 10;

    /// <summary>Whether the answer came in time.</summary>
    /// <param name="asked">What will be answered.</param>
    /// <param name="begin">When the caller began to wait, by the clock's timestamp.</param>
    public ValueTask<bool> For(Task asked, long begin)
    {
        var answer = (_idle.TryDequeue(out var wait) ? wait : Create()).For(asked, begin);
        SetTimer();
        return answer;
    }

    /// <summary>Takes a wait back that an answer has ended.</summary>
    public void Return(ReplyWait wait) => _idle.Enqueue(wait);

    public void Dispose() => _timer.Dispose();

    private ReplyWait Create()
    {
        var wait = new ReplyWait(this);
        lock (_lock)
        {
            _all.Add(wait);
        }

        return wait;
    }

    private void SetTimer()
    {
        if (Volatile.Read(ref _isTimerSet) is 0 && Interlocked.Exchange(ref _isTimerSet, 1) is 0)
        {
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        // Before looking: who begins meanwhile either is seen or sets the timer.
        Interlocked.Exchange(ref _isTimerSet, 0);
        ReplyWait[] all;
        lock (_lock)
        {
            all = [.. _all];
        }

        foreach (var wait in all)
        {
            if (wait.Begin is not 0 and var begin)
            {
                SetTimer();
                if (_timeProvider.GetElapsedTime(begin) > _timeout - Pause)
                {
                    wait.GiveUp(begin);
                }
            }
        }

        lock (_lock)
        {
            _all.RemoveAll(wait => wait.IsLost);
        }
    }
}
