using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ytx.Identity.Tests;

namespace WebAppDemo.Tests;

/// <summary>The sentences of the demo as its files have them: by folder and key.</summary>
public static partial class Sentences
{
    public const string English = "en";
    public const string Chinese = "zh-CN";

    /// <summary>The folders below <c>Pages</c> that have words.</summary>
    public static IReadOnlyList<string> Folders { get; } =
        [.. Directory.GetFiles(PagesFolder, "Words.resx", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order()];

    public static string PagesFolder => Path.Combine(Repository.Root, "samples", "WebAppDemo", "Pages");

    public static IReadOnlyDictionary<string, string> Of(string folder, string language) =>
        XDocument.Load(Path.Combine(PagesFolder, folder, language is English ? "Words.resx" : $"Words.{language}.resx"))
            .Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    /// <summary>A sentence, or the beginning of one, in another language; the part after its first place is left out.</summary>
    public static string In(string language, string english)
    {
        if (language is English)
        {
            return english;
        }

        var found = Folders.SelectMany(folder => Of(folder, English)
                .Where(sentence => sentence.Value.StartsWith(english, StringComparison.Ordinal))
                .Select(sentence => (sentence.Value.Length, Of(folder, language)[sentence.Key])))
            .ToList();
        Assert.True(found.Count > 0, $"There is no sentence '{english}'.");
        // The whole one, if there is one.
        return Place().Split(found.MinBy(sentence => sentence.Length).Item2)[0];
    }

    /// <summary>The places of a sentence.</summary>
    public static IEnumerable<string> Places(string sentence) =>
        Place().Matches(sentence).Select(place => place.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
