using System.Globalization;

namespace Ytx.Voice.Simulator;

/// <summary>
/// Ids of the gateway's form, 16 digits: the day in China and a counter. The counter starts at the day's milliseconds,
/// so that a simulator started again does not hand out ids which an application still remembers.
/// </summary>
internal sealed class RequestIds(TimeProvider clock)
{
    private const long IdsPerDay = 100_000_000;

    private readonly Lock _lock = new();
    private long _last;

    public string Next()
    {
        var now = ChinaTime.Now(clock);
        var day = (now.Year * 10_000L) + (now.Month * 100) + now.Day;
        var candidate = (day * IdsPerDay) + (long)now.TimeOfDay.TotalMilliseconds;
        lock (_lock)
        {
            _last = Math.Max(_last + 1, candidate);
            return _last.ToString("D16", CultureInfo.InvariantCulture);
        }
    }
}
