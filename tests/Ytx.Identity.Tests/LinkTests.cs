using System.Text.RegularExpressions;

namespace Ytx.Identity.Tests;

/// <summary>No document sends its reader to a page, a heading or a picture that is not there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Links_EveryOneInside_LeadsSomewhere()
    {
        var documents = Repository.Documents().Append("llms.txt").ToList();
        var wrong = new List<string>();
        foreach (var document in documents)
        {
            foreach (Match link in Link().Matches(Code().Replace(Repository.Read(document), "")))
            {
                var (file, heading) = link.Groups[1].Value.Split('#') is [var path, .. var rest] ? (path, rest.FirstOrDefault()) : default;
                if (file!.Contains("://", StringComparison.Ordinal))
                {
                    continue;
                }

                var target = file.Length is 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, file);
                var full = Path.Combine(Repository.Root, target);
                if (!File.Exists(full) && !Directory.Exists(full))
                {
                    wrong.Add($"{document}: {link.Groups[1].Value}");
                }
                else if (heading is not null && !Headings(target).Contains(heading))
                {
                    wrong.Add($"{document}: no heading {link.Groups[1].Value}");
                }
            }
        }

        DocumentationTests.AssertNone(wrong, "Documents have dead links");
    }

    [Fact]
    public void Llms_EveryDocument_IsListed()
    {
        var list = Repository.Read("llms.txt");

        DocumentationTests.AssertNone(
            Repository.Documents().Where(document => !document.Contains('/', StringComparison.Ordinal) || document.StartsWith("docs/", StringComparison.Ordinal))
                .Where(document => !list.Contains($"({document})", StringComparison.Ordinal)),
            "llms.txt does not list");
    }

    private static HashSet<string> Headings(string document) =>
        Heading().Matches(DocumentationTests.Block().Replace(Repository.Read(document), ""))
            .Select(heading => Sign().Replace(heading.Groups[1].Value, "").Replace(' ', '-'))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    // What is left out of a heading's address.
    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Sign();
}
