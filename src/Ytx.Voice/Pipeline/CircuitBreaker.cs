namespace Ytx.Voice;

/// <summary>
/// Spares a vendor that keeps failing. It opens when in the last 30 seconds a part of the calls failed or left their outcome
/// unknown, and at the second refusal in a row that every next call would meet too. After a while one call, the probe, tries
/// the vendor: accepted or refused for its own number, it closes the breaker for all.
/// </summary>
/// <remarks>
/// Calls count from their start, so that quick failures do not look like all there is while answers are slow. Two of Polly's
/// breakers with its time limit and limiter came to 1.7 kB a call, more than the whole budget of a call.
/// </remarks>
internal sealed class CircuitBreaker(VoicePipelineOptions options, TimeProvider timeProvider)
{
    private const int Buckets = 10;
    private const int RefusalsInARow = 2;

    private static readonly TimeSpan BucketWidth = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly int[] _calls = new int[Buckets];
    private readonly int[] _failed = new int[Buckets];
    private readonly long _origin = timeProvider.GetTimestamp();
    private long _newest;
    private long _openedAt;
    private int _refusals;
    private bool _isProbing;

    public BreakerState State { get; private set; }

    /// <summary>Asks to place a call.</summary>
    /// <param name="isProbe">Whether this is the one call that tries the vendor.</param>
    /// <param name="retryAfter">If it may not be placed, when to ask again.</param>
    public bool TryAcquire(out bool isProbe, out TimeSpan retryAfter)
    {
        (isProbe, retryAfter) = (false, TimeSpan.Zero);
        lock (_lock)
        {
            if (State is BreakerState.Closed)
            {
                _calls[Bucket()]++;
                return true;
            }

            retryAfter = options.BreakerDuration - timeProvider.GetElapsedTime(_openedAt);
            if (retryAfter > TimeSpan.Zero || _isProbing)
            {
                // A caller that comes during the probe need not wait longer than the probe may take.
                retryAfter = retryAfter > TimeSpan.Zero ? retryAfter : options.Timeout;
                return false;
            }

            State = BreakerState.HalfOpen;
            return isProbe = _isProbing = true;
        }
    }

    /// <summary>Reports how a call ended.</summary>
    /// <param name="isProbe">Whether it was the probe.</param>
    /// <param name="failure">Why it was not accepted; null if it was.</param>
    /// <returns>The new state, if it changed.</returns>
    public BreakerState? Report(bool isProbe, VoiceCallFailure? failure)
    {
        lock (_lock)
        {
            if (isProbe)
            {
                _isProbing = false;
                return IsFailing(failure) || IsRefusing(failure) ? Open() : Close();
            }

            // A call that began before the breaker opened changes nothing any more.
            return State is BreakerState.Closed && Count(failure) ? Open() : null;
        }
    }

    /// <summary>Gives the permission back: the call was given up before anything could be learned of it.</summary>
    public void Release(bool isProbe)
    {
        if (isProbe)
        {
            lock (_lock)
            {
                _isProbing = false;
            }
        }
    }

    /// <summary>Whether only an operator or the vendor can end it, so that every next call would meet it too.</summary>
    public static bool IsRefusing(VoiceCallFailure? failure) =>
        failure is VoiceCallFailure.Configuration or VoiceCallFailure.Balance or VoiceCallFailure.Throttled;

    private static bool IsFailing(VoiceCallFailure? failure) =>
        failure is VoiceCallFailure.Gateway or VoiceCallFailure.NoResponse or VoiceCallFailure.Unreachable;

    private bool Count(VoiceCallFailure? failure)
    {
        _refusals = IsRefusing(failure) ? _refusals + 1 : 0;
        if (!IsFailing(failure))
        {
            return _refusals >= RefusalsInARow;
        }

        _failed[Bucket()]++;
        var calls = _calls.Sum();
        return calls >= options.BreakerMinimumCalls && _failed.Sum() >= calls * options.BreakerFailureRatio;
    }

    private long Bucket()
    {
        var now = timeProvider.GetElapsedTime(_origin).Ticks / BucketWidth.Ticks;
        for (var bucket = Math.Max(_newest, now - Buckets) + 1; bucket <= now; bucket++)
        {
            _calls[bucket % Buckets] = _failed[bucket % Buckets] = 0;
        }

        _newest = now;
        return now % Buckets;
    }

    private BreakerState Open()
    {
        _openedAt = timeProvider.GetTimestamp();
        return State = BreakerState.Open;
    }

    private BreakerState Close()
    {
        _refusals = 0;
        Array.Clear(_calls);
        Array.Clear(_failed);
        return State = BreakerState.Closed;
    }
}
