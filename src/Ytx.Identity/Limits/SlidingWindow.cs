namespace Ytx.Identity.Limits;

/// <summary>The arithmetic of one rule, in milliseconds.</summary>
internal static class SlidingWindow
{
    /// <summary>
    /// How many milliseconds until the rule allows one more event, if there were already as many events as the rule allows. Zero
    /// or less: now.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="oldest">The count-th newest event: the window is full as long as that lies in it.</param>
    /// <param name="newest">The newest event, from which a pause begins if the window was full then.</param>
    /// <param name="now">The time.</param>
    public static long Wait(in AllowanceRule rule, long oldest, long newest, long now)
    {
        var window = Milliseconds(rule.Window);
        var end = oldest + window;
        if (rule.Pause > TimeSpan.Zero && newest < end)
        {
            end = Math.Max(end, newest + Milliseconds(rule.Pause));
        }

        return end - now;
    }

    public static long Milliseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMillisecond;
}
