using System.Threading.Tasks.Sources;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>One wait for an answer, which ends with true when that is there, or with false when the time is over.</summary>
/// <remarks>
/// Whichever comes first takes the time of its begin away, and so does nothing to a later wait of the same object. Only
/// after an answer is it used again: after a time-out the answer may still come.
/// </remarks>
internal sealed class ReplyWait : IValueTaskSource<bool>
{
    private readonly ReplyWaits _owner;
    private readonly Action _answered;
    private ManualResetValueTaskSourceCore<bool> _source;
    private long _begin;

    public ReplyWait(ReplyWaits owner)
    {
        _owner = owner;
        _answered = Answered;
    }

    /// <summary>Whether the time was over first, so that this object must not be used again.</summary>
    public bool IsLost { get; private set; }

    /// <summary>When the wait began, or 0 if none is going on.</summary>
    public long Begin => Volatile.Read(ref _begin);

    public ValueTask<bool> For(Task asked, long begin)
    {
        _source.Reset();
        Volatile.Write(ref _begin, begin);
        asked.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_answered);
        return new ValueTask<bool>(this, _source.Version);
    }

    /// <summary>Ends the wait that began then, unless it has ended.</summary>
    public void GiveUp(long begin)
    {
        if (Interlocked.CompareExchange(ref _begin, 0, begin) == begin)
        {
            IsLost = true;
            _source.SetResult(false);
        }
    }

    public bool GetResult(short token)
    {
        var isAnswered = _source.GetResult(token);
        if (isAnswered)
        {
            _owner.Return(this);
        }

        return isAnswered;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Answered()
    {
        if (Interlocked.Exchange(ref _begin, 0) is not 0)
        {
            _source.SetResult(true);
        }
    }
}
