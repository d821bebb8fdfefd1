using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Ytx.Identity.Hooks;
using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

/// <summary>What the documents say is what the code does.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Security = Repository.Read("docs/security.md");

    [Fact]
    public void GettingStarted_SampleInOneFile_IsShownWholeAndShort()
    {
        var sample = Repository.Read("samples", "Minimal", "Program.cs");

        Assert.Contains($"```csharp\n{sample}```", Repository.Read("docs/getting-started.md"), StringComparison.Ordinal);
        Assert.InRange(sample.Split('\n').Length, 2, 100);
    }

    [Fact]
    public void Readme_LinesOfATemplate_AreThoseThatCiFollows()
    {
        var readme = Repository.Read("README.md");
        var blocks = Block().Matches(readme[readme.IndexOf("## Ten lines", StringComparison.Ordinal)..readme.IndexOf("## Recipes", StringComparison.Ordinal)]);

        Assert.Equal(2, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(block.Value, Repository.Read("docs/getting-started.md"), StringComparison.Ordinal));
    }

    [Fact]
    public void Compose_EverySetting_IsOne()
    {
        var keys = SettingName().Matches(Repository.Read("compose.yaml")).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(keys);
        AssertNone(keys.Where(key => !Settings.ContainsKey(key)), "compose.yaml has settings that nobody reads");
    }

    [Fact]
    public void Security_EveryTestNamed_Exists()
    {
        var tests = new[] { "tests", Path.Combine("src", "Ytx.Voice.Testing", "Contracts") }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText)
            .SelectMany(source => Class().Matches(source).SelectMany(type =>
                Method().Matches(source).Select(method => $"{type.Groups[1].Value}.{method.Groups[1].Value}")))
            .ToHashSet(StringComparer.Ordinal);

        var named = TestName().Matches(Security).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.NotEmpty(named);
        AssertNone(named.Where(name => !tests.Contains(name)), "docs/security.md names tests that do not exist");
    }

    [Fact]
    public void Limits_EveryDefault_IsTheCodes()
    {
        var rows = RowsUnder(Security, "| key |");
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            var (ordinary, strict) = (DefaultOf(row[0], LimitPreset.Default), DefaultOf(row[0], LimitPreset.MainlandChinaStrict));
            Compare(row[0], ordinary, row[1]);
            Compare($"{row[0]}, strict", strict == ordinary ? "" : strict, row[2]);
        }

        wrong.AddRange(Settings.Where(setting => setting.Value.IsOfCodes && rows.Count(row => row[0] == setting.Key) is not 1)
            .Select(setting => $"{setting.Key} must have one row"));
        AssertNone(wrong, "The limits in docs/security.md are not the code's");

        void Compare(string what, string expected, string written)
        {
            if (written != expected)
            {
                wrong.Add($"{what} is '{expected}', not '{written}'");
            }
        }
    }

    [Fact]
    public void Chances_EveryPurpose_AreComputedFromTheLimits()
    {
        var aDay = LimitDefaults.WrongCodes.Single(rule => rule.Window == TimeSpan.FromHours(24)).Count;
        var kinds = Enum.GetValues<VoiceCodePurposeKind>();
        string[] expected =
        [
            .. kinds.Select(kind => Row(kind.ToString(), aDay, LimitDefaults.MaxConsecutiveWrong[(int)kind])),
            // Verifying a number is no account's.
            Row("all of an account", aDay * (kinds.Length - 1), LimitDefaults.MaxConsecutiveWrong.SkipLast(1).Sum()),
        ];

        var written = RowsUnder(Security, "| kind |").Select(row => string.Join(" | ", row.Where((_, column) => column is not 1)));

        Assert.Equal(expected, written);

        static string Row(string kind, int aDay, int inARow) => string.Create(
            CultureInfo.InvariantCulture,
            $"{kind} | {aDay} | {Chance(aDay, 6)} | {Chance(aDay, 8)} | {inARow} | {Chance(inARow, 6)} | {Chance(inARow, 8)}");

        static string Chance(int guesses, int digits) =>
            string.Create(CultureInfo.InvariantCulture, $"1 in {Math.Pow(10, digits) / guesses:N0}");
    }

    [Fact]
    public void Settings_EveryOption_IsInTheTables()
    {
        var tables = Repository.Read("docs/settings.md").Split('\n').Where(line => line.StartsWith('|')).ToList();

        var missing = Settings.Keys.Where(key => !tables.Exists(line => line.Contains($"`{key}`", StringComparison.Ordinal)));

        AssertNone(missing, "docs/settings.md's tables lack");
    }

    [Fact]
    public void Settings_EveryRange_IsTheOptions()
    {
        var rows = Repository.Read("docs/settings.md").Split('\n').Where(line => line.StartsWith('|')).ToList();
        var ranges = Settings.Where(setting => setting.Value.Range is not null).ToList();

        Assert.NotEmpty(ranges);
        AssertNone(
            ranges.Where(setting => !rows.Exists(row => row.Contains($"`{setting.Key}`", StringComparison.Ordinal)
                    && row.Contains(SettingsRanges.Text(setting.Value.Range!), StringComparison.Ordinal)))
                .Select(setting => $"{setting.Key}: {SettingsRanges.Text(setting.Value.Range!)}"),
            "docs/settings.md's tables lack the range of");
    }

    /// <summary>Every key that configuration may have, but for those of named accounts.</summary>
    private static Dictionary<string, Setting> Settings { get; } =
        SettingsOf(new YtxVoiceOptions(), isOfCodes: false).Concat(SettingsOf(new VoiceCodeOptions(), isOfCodes: true)).ToDictionary();

    private static IEnumerable<KeyValuePair<string, Setting>> SettingsOf(object options, bool isOfCodes, string section = "Ytx") =>
        options.GetType().GetProperties().SelectMany(property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)
            ? SettingsOf(property.GetValue(options)!, isOfCodes, $"{section}:{property.Name}")
            : [KeyValuePair.Create($"{section}:{property.Name}", new Setting(
                property.GetValue(options), property.GetCustomAttribute<RangeAttribute>(), isOfCodes))]);

    /// <summary>The default behind a key, as configuration would write it.</summary>
    private static string DefaultOf(string key, LimitPreset preset)
    {
        if (!Settings.TryGetValue(key, out var setting))
        {
            return "no option";
        }

        var limits = LimitDefaults.Of(preset);
        var name = key is "Ytx:Night:Calls" ? nameof(limits.NumberAtNight) : key[(key.LastIndexOf(':') + 1)..];
        var value = setting.Default
            ?? limits.GetType().GetProperty(name)?.GetValue(limits)
            ?? limits.GetType().GetField(name)?.GetValue(null);
        return value switch
        {
            null when key is "Ytx:Destinations:Allowed" => $"{PhoneNumber.DefaultRegion}: {string.Join(", ", OrdinaryKinds())}",
            null => "none",
            TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
    }

    // What the policy allows where nothing is configured has no other name in the code.
    private static PhoneNumberKind[] OrdinaryKinds() => (PhoneNumberKind[])typeof(ConfiguredDestinationPolicy)
        .GetField("Ordinary", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;

    /// <summary>The cells of the table that begins so, without their backticks.</summary>
    internal static List<string[]> RowsUnder(string text, string header)
    {
        var rows = text.Split('\n')
            .SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray())
            .ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    internal static void AssertNone(IEnumerable<string> wrong, string what)
    {
        var all = wrong.ToList();
        Assert.True(all.Count is 0, $"{what}:\n{string.Join('\n', all)}");
    }

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    internal static partial Regex Block();

    [GeneratedRegex(@"\bYtx__\w+")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"\[(?:Fact|Theory|Rule)\b[^\n]*\n(?:[ \t]*\[[^\n]*\n)*[ \t]*(?:public|internal) (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex Method();

    /// <summary>Only tests have names with underscores.</summary>
    [GeneratedRegex(@"`([A-Z]\w*\.[A-Z]\w*_\w+)`")]
    private static partial Regex TestName();

    private sealed record Setting(object? Default, RangeAttribute? Range, bool IsOfCodes);
}
