using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace Ytx.Voice;

/// <summary>Reads the ranges that options have, so that each is written once: by the option.</summary>
/// <remarks>Compiled into every assembly that has options of its own: they share no internals.</remarks>
internal static class SettingsRanges
{
    /// <summary>A sentence for each setting that is out of its range. A setting that is null is left to its default.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="section">The name of their section, as sentences write it.</param>
    /// <typeparam name="T">The options.</typeparam>
    public static IEnumerable<string> Broken<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        T options, string section)
    {
        foreach (var property in typeof(T).GetProperties())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is { } range
                && property.GetValue(options) is { } value && !IsIn(range, value))
            {
                yield return $"{section}:{property.Name} must be {Text(range)}{(IsOptional(property) ? ", or be left out" : "")}.";
            }
        }
    }

    /// <summary>The range as sentences write it.</summary>
    public static string Text(RangeAttribute range) => range.OperandType == typeof(TimeSpan)
        ? $"{range.Minimum} to {range.Maximum}"
        : range.Maximum is int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum:#,0} or more")
        : string.Create(CultureInfo.InvariantCulture, $"{range.Minimum:#,0.#} to {range.Maximum:#,0.#}");

    private static bool IsIn(RangeAttribute range, object value) => value is TimeSpan time
        ? time >= Time(range.Minimum) && time <= Time(range.Maximum)
        : Convert.ToDouble(value, CultureInfo.InvariantCulture) >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture)
            && Convert.ToDouble(value, CultureInfo.InvariantCulture) <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);

    private static TimeSpan Time(object text) => TimeSpan.Parse((string)text, CultureInfo.InvariantCulture);

    private static bool IsOptional(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) is not null;
}
