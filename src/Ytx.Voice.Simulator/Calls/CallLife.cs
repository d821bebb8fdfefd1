namespace Ytx.Voice.Simulator;

/// <summary>
/// One call's way from ringing to its end. The state is read from the plan and the clock; a timer only tells each step as
/// it comes. Steps are told under the lock, so that nobody hears them in another order.
/// </summary>
internal sealed class CallLife(CallPlan plan, SimulatorOptions options, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private CallPlan _plan = plan;
    private Action<CallStep, DateTimeOffset>? _tell;
    private ITimer? _timer;
    private int _told;
    private bool _forgotten;

    public CallPlan Plan => Volatile.Read(ref _plan);

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Tells each step from now on, those that are due already at once.</summary>
    public void Begin(Action<CallStep, DateTimeOffset> tell)
    {
        lock (_lock)
        {
            _tell = tell;
            Tell();
        }
    }

    public bool TryAnswer() =>
        TryChange(SimulatedCallState.Ringing, now => _plan.Answered(now, options.TalkTime));

    public bool TryDecline() =>
        TryChange(SimulatedCallState.Ringing, now => _plan.Over(now, SimulatedCallState.Declined));

    public bool TrySwitchOff() =>
        TryChange(SimulatedCallState.Ringing, now => _plan.Over(now, SimulatedCallState.SwitchedOff));

    public bool TryLetRing() => TryChange(SimulatedCallState.Ringing, now =>
    {
        var end = _plan.StartsAt + options.NoAnswerTime;
        return _plan.Over(end > now ? end : now, SimulatedCallState.NoAnswer);
    });

    public bool TryHangUp() => TryChange(SimulatedCallState.Answered, now => _plan.HungUp(now));

    /// <summary>Tells no more steps.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _forgotten = true;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private bool TryChange(SimulatedCallState from, Func<DateTimeOffset, CallPlan> change)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_plan.StateAt(now) != from)
            {
                return false;
            }

            Volatile.Write(ref _plan, change(now));
            Tell();
            return true;
        }
    }

    private void Tell()
    {
        if (_tell is null || _forgotten)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var (step, at) in _plan.Steps.Skip(_told))
        {
            if (at > now)
            {
                _timer ??= clock.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(at - now, Timeout.InfiniteTimeSpan);
                return;
            }

            _told++;
            _tell(step, at);
        }

        _timer?.Dispose();
        _timer = null;
    }

    private void OnTime()
    {
        lock (_lock)
        {
            Tell();
        }
    }
}
