namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// What the server's clock shows, as far as its answers tell: so every script can be told until when it is wanted, and one
/// that waited in a socket while the server hung does nothing when it is run at last.
/// </summary>
/// <remarks>
/// An answer is never ahead of the server, so the largest difference seen is the nearest one; one that is smaller by more
/// than an answer may take means that the clock was set back. Among several servers it is that of the foremost: the others
/// then accept a script a little longer. As long as nothing is known the deadline is zero, and every script is too late.
/// </remarks>
internal sealed class ServerClock(TimeProvider timeProvider, TimeSpan timeout)
{
    private readonly long _origin = timeProvider.GetTimestamp();
    private long _ahead = long.MinValue;

    private long Now => (long)timeProvider.GetElapsedTime(_origin).TotalMilliseconds;

    /// <summary>The server's time after so long; 0 as long as nothing is known of it.</summary>
    public long Deadline(TimeSpan wait)
    {
        var ahead = Volatile.Read(ref _ahead);
        return ahead is long.MinValue ? 0 : Now + ahead + (long)wait.TotalMilliseconds;
    }

    /// <summary>Takes in the time of an answer.</summary>
    public void Observe(long serverTime)
    {
        var (ahead, known) = (serverTime - Now, Volatile.Read(ref _ahead));
        if (ahead > known || ahead < known - timeout.TotalMilliseconds)
        {
            Volatile.Write(ref _ahead, ahead);
        }
    }
}
