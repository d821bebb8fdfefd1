using System.ComponentModel.DataAnnotations;
using Ytx.Identity.Limits;

namespace Ytx.Identity;

/// <summary>
/// When fewer calls may ring: configuration section <c>Ytx:Night</c>. It holds for every kind of number: mobiles and landlines
/// alike.
/// </summary>
public sealed class NightOptions
{
    /// <summary>
    /// Calls to a number at night, in each pool: <see cref="From"/> to <see cref="To"/> of each night, 1 to 100.
    /// Default none; <c>1</c> in the strict preset.
    /// </summary>
    [Range(1, Allowance.MaxExactCount)]
    public int? Calls { get; set; }

    /// <summary>When night begins, at <see cref="UtcOffset"/>. Default 22:00.</summary>
    public TimeOnly From { get; set; } = new(22, 0);

    /// <summary>When night ends, at <see cref="UtcOffset"/>: not the time of <see cref="From"/>. Default 08:00.</summary>
    public TimeOnly To { get; set; } = new(8, 0);

    /// <summary>
    /// The time zone of the night, as an offset from UTC in whole minutes, -14 to 14 hours. It knows no daylight saving. Default 8
    /// hours, China.
    /// </summary>
    public TimeSpan UtcOffset { get; set; } = TimeSpan.FromHours(8);
}
