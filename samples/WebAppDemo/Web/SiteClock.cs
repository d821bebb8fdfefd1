using System.Globalization;

namespace WebAppDemo;

/// <summary>
/// The site's own time of day, for browsers without scripts. The setting <c>TimeZone</c>; by default China's, where the phones are
/// that can be called.
/// </summary>
public sealed class SiteClock(TimeProvider clock, IConfiguration configuration)
{
    private static readonly TimeSpan HalfADay = TimeSpan.FromHours(12);

    private readonly TimeZoneInfo _zone = StartFailure.Read(
        "TimeZone", "Asia/Shanghai", () => TimeZoneInfo.FindSystemTimeZoneById(configuration["TimeZone"] ?? "Asia/Shanghai"));

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>A time of day; with its day where that could be taken for another one.</summary>
    public string TimeOfDay(DateTimeOffset moment) => moment - Now > HalfADay ? Day(moment)
        : TimeZoneInfo.ConvertTime(moment, _zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Day and time, as lists show them.</summary>
    public string Day(DateTimeOffset moment) =>
        TimeZoneInfo.ConvertTime(moment, _zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
