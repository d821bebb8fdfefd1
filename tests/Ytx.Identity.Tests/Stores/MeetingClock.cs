namespace Ytx.Identity.Tests.Stores;

/// <summary>
/// A clock whose every reader waits a moment for another one. Read inside a critical section, it tells whether two were
/// in there at once: with the lock nobody can come, and without it they meet.
/// </summary>
internal sealed class MeetingClock : TimeProvider, IDisposable
{
    private readonly ManualResetEventSlim _met = new();
    private int _inside;
    private int _looks;

    /// <summary>Whether it makes its readers wait.</summary>
    public bool IsMeetingPoint { get; set; }

    public bool HaveMet => _met.IsSet;

    public int Looks => _looks;

    public override long GetTimestamp()
    {
        if (IsMeetingPoint)
        {
            Interlocked.Increment(ref _looks);
            if (Interlocked.Increment(ref _inside) > 1)
            {
                _met.Set();
            }

            _met.Wait(TimeSpan.FromMilliseconds(100));
            Interlocked.Decrement(ref _inside);
        }

        return 0;
    }

    public void Dispose() => _met.Dispose();
}
