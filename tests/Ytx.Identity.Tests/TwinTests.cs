using System.Text.RegularExpressions;

namespace Ytx.Identity.Tests;

/// <summary>A Chinese page has what its English twin has, part by part, as far as that shows without reading Chinese.</summary>
public sealed partial class TwinTests
{
    /// <summary>The English pages that have a twin, and the only section of theirs that it has, where it has not all.</summary>
    private static readonly Dictionary<string, string?> Pages = new(StringComparer.Ordinal)
    {
        ["README.md"] = null,
        ["docs/getting-started.md"] = null,
        ["docs/security.md"] = "## In short",
    };

    public static TheoryData<string> English => [.. Pages.Keys];

    [Theory]
    [MemberData(nameof(English))]
    public void Twin_EveryPart_IsThatOfTheEnglishPage(string page)
    {
        var (english, chinese) = (Parts(page, isChinese: false), Parts(Chinese(page), isChinese: true));

        Assert.NotEmpty(english);
        DocumentationTests.AssertNone(
            english.Zip(chinese).SelectMany(pair => Differences(page, pair.First, pair.Second)), $"{Chinese(page)} differs from {page}");
        Assert.Equal(english.Count, chinese.Count);
    }

    [Theory]
    [MemberData(nameof(English))]
    public void Twin_EachOfTheTwo_LinksToTheOther(string page)
    {
        Assert.Contains($"\n[中文]({Path.GetFileName(Chinese(page))})\n", Repository.Read(page), StringComparison.Ordinal);
        Assert.Contains($"\n[English]({Path.GetFileName(page)})\n", Repository.Read(Chinese(page)), StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_EveryChineseOne_IsInTheList()
    {
        var chinese = Directory.EnumerateFiles(Repository.Root, "*.zh-CN.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !BuildOutput().IsMatch(file));

        Assert.Equal(Pages.Keys.Select(Chinese).Order(StringComparer.Ordinal), chinese.Order(StringComparer.Ordinal));
    }

    private static string Chinese(string page) => page.Replace(".md", ".zh-CN.md", StringComparison.Ordinal);

    private static IEnumerable<string> Differences(string page, Part english, Part chinese)
    {
        if (english.Kind != chinese.Kind)
        {
            yield return $"{chinese} stands in the place of {english}";
        }
        else if (english.Kind is "code")
        {
            if (english.Text != chinese.Text)
            {
                yield return $"{chinese} is not to the byte {english}";
            }
        }
        else
        {
            if (!Codes(english).SequenceEqual(Codes(chinese)))
            {
                yield return $"{chinese} has other `code` than {english}";
            }

            if (!Links(english).Select(link => Expected(page, link)).Order(StringComparer.Ordinal).SequenceEqual(
                Links(chinese).Order(StringComparer.Ordinal)))
            {
                yield return $"{chinese} has other links than {english}";
            }

            if (Words().IsMatch(NoWords().Replace(english.Text, "")) && !ChineseCharacter().IsMatch(NoWords().Replace(chinese.Text, "")))
            {
                yield return $"{chinese} is not in Chinese";
            }
        }
    }

    /// <summary>The page from its top, or its section, in headings, paragraphs, items, cells and blocks of code.</summary>
    private static List<Part> Parts(string file, bool isChinese)
    {
        var text = OtherLanguage().Replace(Repository.Read(file), "");
        if (Pages[file.Replace(".zh-CN", "", StringComparison.Ordinal)] is { } section)
        {
            // The twin may say before the section where the rest is.
            text = text[text.IndexOf(isChinese ? "\n## " : $"\n{section}\n", StringComparison.Ordinal)..];
            text = isChinese ? text : text[..text.IndexOf("\n## ", 1, StringComparison.Ordinal)];
        }

        Assert.True(string.IsNullOrWhiteSpace(Block().Replace(text, "")), $"{file} has parts that this test does not read.");
        return [.. Block().Matches(text).SelectMany(block => block.Groups["row"] is { Success: true, Value: var row }
            ? row.Trim('|').Split('|').Select(cell => new Part("cell", cell)).Prepend(new Part("row", row))
            : [new Part(block.Groups["mark"] is { Success: true, Value: var mark } ? mark : Kind(block), block.Value)])];
    }

    private static string Kind(Match block) => block.Groups["code"].Success ? "code" : "paragraph";

    // In a cell they have an order; a Chinese sentence has another one.
    private static IEnumerable<string> Codes(Part part)
    {
        var codes = Code().Matches(part.Text).Select(code => code.Value.ReplaceLineEndings(" "));
        return part.Kind is "cell" ? codes : codes.Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Links(Part part) =>
        Link().Matches(Code().Replace(part.Text, "")).Select(link => link.Groups[1].Value);

    /// <summary>Where the twin's link goes: to a twin. A link to a section goes to the English page, as the twin's headings are others.</summary>
    private static string Expected(string page, string link) =>
        Pages.ContainsKey(Path.GetRelativePath(
            Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, page, "..", link))).Replace('\\', '/'))
            ? Chinese(link)
            : link;

    [GeneratedRegex(@"(?<=\n)\[(?:中文|English)\]\([\w.-]+\)\n")]
    private static partial Regex OtherLanguage();

    [GeneratedRegex(
        @"^(?<code>```[^\n]*\n(?:(?!```)[^\n]*\n)*```)$" +
        @"|^(?<mark>#+|[-*]|\d+\.) [^\n]*(?:\n +\S[^\n]*)*" +
        @"|^(?<row>\|[^\n]*\|)$" +
        @"|^(?!```|\||#)\S[^\n]*(?:\n(?!```|\||#|- )\S[^\n]*)*",
        RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)|<(?<1>https?://[^>]+)>")]
    private static partial Regex Link();

    /// <summary>What is the same in both languages: code, where links go, names.</summary>
    [GeneratedRegex(@"`[^`]+`|\]\([^)\s]+\)|<https?://[^>]+>|Ytx\.Identity|Razor Pages|Blazor|Web API")]
    private static partial Regex NoWords();

    [GeneratedRegex("[a-z]{2}")]
    private static partial Regex Words();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex ChineseCharacter();

    [GeneratedRegex("(^|/)(bin|obj|node_modules)/")]
    private static partial Regex BuildOutput();

    private sealed record Part(string Kind, string Text)
    {
        public override string ToString() => $"{Kind} '{(Text.Length > 60 ? $"{Text[..60]}…" : Text).ReplaceLineEndings(" ")}'";
    }
}
