using System.Collections;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Ytx.Voice;

/// <summary>
/// Finds what .NET's binder passes over in silence, keys that no option has and elements of a list that are none, and what
/// it stops at, so that every fault of a section is told at once. Tells keys and what to write there; never a value.
/// </summary>
/// <remarks>Compiled into every assembly that has options of its own: they share no internals.</remarks>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2062", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2067", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Kept)]
internal sealed class SettingsReader
{
    private const string Kept = "The options' own properties are kept by Find; options within options are in assemblies that are not trimmed.";

    private readonly Dictionary<string, string> _faults = new(StringComparer.OrdinalIgnoreCase);

    private SettingsReader()
    {
    }

    /// <summary>The faults of a section, each a key and a sentence about it.</summary>
    /// <param name="section">The section.</param>
    /// <param name="name">Its name, as sentences write it.</param>
    /// <param name="others">Keys that are no options of <typeparamref name="T"/>, but may stand there.</param>
    /// <typeparam name="T">The options.</typeparam>
    public static IReadOnlyDictionary<string, string> Find<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        IConfiguration section, string name, params IReadOnlyList<string> others)
    {
        var reader = new SettingsReader();
        if (section is IConfigurationSection { Value.Length: > 0 })
        {
            reader._faults[name] = $"{name} must be a section, not a text.";
        }

        // A whole configuration in the place of a section also holds what is no business of ours.
        reader.ReadKeys(section, typeof(T), name, others, isWhole: section is IConfigurationRoot);
        return reader._faults;
    }

    /// <summary>The section without what is at fault, so that the binder can read the rest.</summary>
    public static IConfiguration Without(IConfiguration section, string name, IReadOnlyDictionary<string, string> faults) =>
        faults.Count is 0 ? section : new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true).Where(pair => pair.Key.Length > 0
                && !faults.Keys.Any(fault => IsBelow($"{name}:{pair.Key}", fault))))
            .Build();

    /// <summary>The section with what stands under old keys under the new ones.</summary>
    /// <param name="section">The section.</param>
    /// <param name="name">Its name, as sentences write it.</param>
    /// <param name="keys">The new key of each old one.</param>
    /// <returns>That section; a sentence for each old key that is set; a fault for each whose new one is set too.</returns>
    public static (IConfiguration Section, IReadOnlyList<string> Moved, IReadOnlyDictionary<string, string> Faults) Move(
        IConfiguration section, string name, IReadOnlyDictionary<string, string> keys)
    {
        var old = keys.Where(key => section.GetSection(key.Key).Exists()).ToDictionary();
        if (old.Count is 0)
        {
            return (section, [], old);
        }

        var moved = old.Select(key => $"{name}:{key.Key} has moved to {name}:{key.Value}. The old key works until the next release.");
        var faults = old.Where(key => section.GetSection(key.Value).Exists()).ToDictionary(
            key => $"{name}:{key.Key}",
            key => $"{name}:{key.Key} and {name}:{key.Value} are the same setting. Remove {name}:{key.Key}: it is the old key.");
        var settings = section.AsEnumerable(makePathsRelative: true).Where(pair => pair.Key.Length > 0).Select(pair =>
            old.Keys.FirstOrDefault(key => IsBelow(pair.Key, key)) is { } from
                ? KeyValuePair.Create(old[from] + pair.Key[from.Length..], pair.Value) : pair);
        return (
            new ConfigurationBuilder().AddInMemoryCollection(settings.DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)).Build(),
            [.. moved], faults);
    }

    /// <summary>All sentences. A rule that was applied to a default, because what is written cannot be read, says nothing.</summary>
    public static IEnumerable<string> All(IReadOnlyDictionary<string, string> faults, IEnumerable<string> broken) =>
        faults.Values.Concat(broken.Where(sentence =>
            !faults.Keys.Any(key => Regex.IsMatch(sentence, Regex.Escape(key) + @"(?![\w:])"))));

    /// <summary>A key that nobody reads, with the one that may be meant.</summary>
    /// <param name="section">The section's name.</param>
    /// <param name="key">The key.</param>
    /// <param name="known">The keys that are read there, and those of sub-sections, such as <c>Pipeline:Timeout</c>.</param>
    public static string Unknown(string section, string key, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (Name: name, Distance: Distance(name[(name.LastIndexOf(':') + 1)..], key)))
            .OrderBy(one => one.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(2, key.Length / 3)
            ? $"{section}:{key} is not a known setting. Did you mean {section}:{nearest.Name}?"
            : $"{section}:{key} is not a known setting. Remove it. docs/settings.md lists the settings of {section}.";
    }

    private void ReadKeys(IConfiguration section, Type type, string name, IReadOnlyList<string> others, bool isWhole = false)
    {
        var properties = type.GetProperties();
        foreach (var child in section.GetChildren())
        {
            if (Array.Find(properties, one => one.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                Read(child, property.PropertyType, $"{name}:{property.Name}");
            }
            else if (!isWhole && !others.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                _faults[$"{name}:{child.Key}"] = Unknown(
                    name, child.Key, properties.Select(one => one.Name).Concat(others).Concat(properties.SelectMany(KeysBelow)));
            }
        }
    }

    private static IEnumerable<string> KeysBelow(PropertyInfo property) =>
        property.PropertyType.IsClass && ElementOf(property.PropertyType) is null
        && !TypeDescriptor.GetConverter(property.PropertyType).CanConvertFrom(typeof(string))
            ? property.PropertyType.GetProperties().Select(one => $"{property.Name}:{one.Name}") : [];

    private void Read(IConfigurationSection setting, Type type, string key)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var converter = TypeDescriptor.GetConverter(type);
        if (converter.CanConvertFrom(typeof(string)))
        {
            ReadText(setting, type, converter, key);
        }
        else if (!string.IsNullOrEmpty(setting.Value))
        {
            _faults[key] = ElementOf(type) is not { } one ? $"{key} must be a section, not a text."
                : type.IsArray ? $"{key} must be a list, not a text: its first element is {key}:0."
                : $"{key} must be a section with a {(one.IsArray ? "list" : "value")} for each key, not a text.";
        }
        else if (ElementOf(type) is { } element)
        {
            foreach (var child in setting.GetChildren())
            {
                Read(child, element, $"{key}:{child.Key}");
            }
        }
        else
        {
            ReadKeys(setting, type, key, others: []);
        }
    }

    private void ReadText(IConfigurationSection setting, Type type, TypeConverter converter, string key)
    {
        if (setting.GetChildren().Any())
        {
            _faults[key] = $"{key} must be one value, not a list or a section.";
        }
        else if (!string.IsNullOrEmpty(setting.Value) && Expected(type, converter, setting.Value) is { } expected)
        {
            _faults[key] = $"{key} {expected}.";
        }
    }

    /// <summary>What a text of this type must be; null if it is.</summary>
    private static string? Expected(Type type, TypeConverter converter, string text)
    {
        if (type.IsEnum)
        {
            // Names only: to .NET a number, or two names with a comma between, is a value too.
            var names = Enum.GetNames(type);
            return names.Contains(text, StringComparer.OrdinalIgnoreCase) ? null
                : $"must be {string.Join(", ", names[..^1])} or {names[^1]}";
        }

        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null : "must be a whole number";
        }

        try
        {
            converter.ConvertFromInvariantString(text);
            return null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return type == typeof(bool) ? "must be true or false"
                : type == typeof(double) ? "must be a number, such as 0.5"
                : type == typeof(TimeSpan) ? "must be a length of time, such as 00:01:00"
                : type == typeof(TimeOnly) ? "must be a time of day, such as 22:00"
                : type == typeof(DateTimeOffset) ? "must be a date, such as 2027-01-31"
                : type == typeof(Uri) ? "must be an address, such as https://gateway.example"
                // The framework's own exceptions repeat the value; what is left are types of ours.
                : $"cannot be read. {exception.Message.TrimEnd('.')}";
        }
    }

    private static bool IsBelow(string key, string section) => $"{key}:".StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : typeof(IDictionary).IsAssignableFrom(type) ? type.GetGenericArguments()[1]
        : null;

    /// <summary>Levenshtein's: how many letters to change, to add or to take away.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = diagonal + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
