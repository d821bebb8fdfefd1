using System.Globalization;

namespace Ytx.Identity.Limits;

/// <summary>
/// At most so many in any window of this length. Not checked here: <see cref="Allowance"/> refuses what is out of range, and the
/// check of settings at start is stricter.
/// </summary>
/// <param name="Count">How many, 1 or more; 1 to 100 in settings.</param>
/// <param name="Window">The length of the sliding window, more than zero and at most 90 days; at least 1 second in settings.</param>
/// <param name="Pause">
/// Once the window is full, at least this long without any, at most 90 days; no longer than the window in settings. Default none.
/// </param>
public readonly record struct AllowanceRule(int Count, TimeSpan Window, TimeSpan Pause = default)
{
    /// <summary>The rule as it is written in configuration: <c>3 in 10m</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Count} in {Text(Window)}{(Pause > default(TimeSpan) ? " pause " + Text(Pause) : "")}");

    private static string Text(TimeSpan time)
    {
        // In the largest unit that says it in a whole number; but a day is read as 24 hours.
        var seconds = (long)time.TotalSeconds;
        var (unit, name) = (seconds % 86_400, seconds % 3600, seconds % 60) switch
        {
            (0, _, _) when seconds > 86_400 => (86_400, "d"),
            (_, 0, _) => (3600, "h"),
            (_, _, 0) => (60, "m"),
            _ => (1, "s"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / unit}{name}");
    }
}
