using System.Collections;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Ytx.Identity.Limits;

/// <summary>
/// Rules as they are written in configuration: <c>3 in 10m, 5 in 1h, 10 in 24h</c>, with <c>pause 10m</c> behind a rule
/// that wants one. Durations are whole numbers of <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.
/// </summary>
/// <remarks>One text, because a list in configuration is appended to its default instead of taking its place.</remarks>
[TypeConverter(typeof(Converter))]
public sealed partial class AllowanceRules : IReadOnlyList<AllowanceRule>
{
    private readonly AllowanceRule[] _rules;

    /// <summary>Creates a list of rules.</summary>
    /// <param name="rules">
    /// The rules, shortest window first, each longer window allowing more. Not checked here, but when settings are checked at start.
    /// </param>
    public AllowanceRules(params IEnumerable<AllowanceRule> rules) => _rules = [.. rules];

    /// <inheritdoc/>
    public int Count => _rules.Length;

    /// <inheritdoc/>
    public AllowanceRule this[int index] => _rules[index];

    /// <summary>Reads rules.</summary>
    /// <param name="text">Such as <c>3 in 10m, 5 in 1h</c>.</param>
    /// <returns>The rules.</returns>
    /// <exception cref="FormatException">It is not written so.</exception>
    public static AllowanceRules Parse(string text) => TryParse(text, out var rules)
        ? rules
        : throw new FormatException("Write limits as '3 in 10m, 5 in 1h, 10 in 24h', with 'pause 10m' behind one that needs it.");

    /// <summary>Reads rules.</summary>
    /// <param name="text">Such as <c>3 in 10m, 5 in 1h</c>.</param>
    /// <param name="rules">The rules, or null.</param>
    /// <returns>Whether it is written so.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AllowanceRules? rules)
    {
        var matches = (text ?? "").Split(',').Select(rule => Rule().Match(rule)).ToArray();
        rules = matches.All(match => match.Success)
            ? new AllowanceRules(matches.Select(match => new AllowanceRule(
                int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
                Duration(match.Groups[2], match.Groups[3]),
                match.Groups[4].Success ? Duration(match.Groups[4], match.Groups[5]) : default)))
            : null;
        return rules is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<AllowanceRule> GetEnumerator() => ((IEnumerable<AllowanceRule>)_rules).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The rules as they are written in configuration.</summary>
    public override string ToString() => string.Join(", ", _rules.Select(rule => rule.ToString()));

    private static TimeSpan Duration(Group count, Group unit) => unit.ValueSpan[0] switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    } * int.Parse(count.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A\s*([0-9]{1,9})\s+in\s+([0-9]{1,7})([smhd])(?:\s+pause\s+([0-9]{1,7})([smhd]))?\s*\z")]
    private static partial Regex Rule();

    private sealed class Converter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
            sourceType == typeof(string);

        public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            Parse((string)value);
    }
}
