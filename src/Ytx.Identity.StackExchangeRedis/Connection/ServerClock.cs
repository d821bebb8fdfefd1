namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// What the server's clock shows, as far as its answers tell: so a script can be told until when it is wanted, and one
/// that waited in a socket while the server hung does nothing when it is run at last.
/// </summary>
/// <remarks>
/// An answer is never ahead of the server, so the largest difference seen is the nearest one. Among several servers it is
/// that of the foremost: the others then accept a script a little longer, and none refuses one in time.
/// </remarks>
internal sealed class ServerClock(TimeProvider timeProvider)
{
    private readonly long _origin = timeProvider.GetTimestamp();
    private long _ahead = long.MinValue;

    private long Now => (long)timeProvider.GetElapsedTime(_origin).TotalMilliseconds;

    /// <summary>The server's time at which a caller will have given up; 0 as long as nothing is known of it.</summary>
    public long Deadline(TimeSpan timeout)
    {
        var ahead = Volatile.Read(ref _ahead);
        return ahead is long.MinValue ? 0 : Now + ahead + (long)timeout.TotalMilliseconds;
    }

    /// <summary>Notes the time in an answer.</summary>
    public void Note(long serverTime)
    {
        var ahead = serverTime - Now;
        if (ahead > Volatile.Read(ref _ahead))
        {
            Volatile.Write(ref _ahead, ahead);
        }
    }
}
