using System.Globalization;

namespace Ytx.Voice.Simulator;

/// <summary>The gateway's clock: UTC+8 as a fixed offset, since the time zone database may be absent.</summary>
internal static class ChinaTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateTime Now(TimeProvider clock) => clock.GetUtcNow().ToOffset(Offset).DateTime;

    public static string Format(DateTimeOffset time, string form) =>
        time.ToOffset(Offset).ToString(form, CultureInfo.InvariantCulture);
}
