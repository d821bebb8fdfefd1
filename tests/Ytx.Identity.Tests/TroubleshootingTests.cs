using System.Text.RegularExpressions;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

/// <summary>docs/troubleshooting.md has what the product says, all of it and nothing else.</summary>
public sealed partial class TroubleshootingTests
{
    private static readonly string Document = Repository.Read("docs/troubleshooting.md");

    private static readonly IReadOnlyList<string> Sources =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("Templates", StringComparison.Ordinal))
            .Select(File.ReadAllText),
    ];

    [Fact]
    public void Reasons_EachOne_HasItsRow() => Assert.Equal(
        Enum.GetNames<VoiceCodeReason>().Skip(1), DocumentationTests.RowsUnder(Document, "| reason |").Select(row => row[0]));

    [Fact]
    public void Failures_EachOne_HasItsRow() => Assert.Equal(
        Enum.GetNames<VoiceCallFailure>(), DocumentationTests.RowsUnder(Document, "| failure |").Select(row => row[0]));

    [Fact]
    public void Statuses_EachOne_SaysWhatTheCodeSays()
    {
        var refusal = typeof(PhoneNumber).Assembly.GetType("Ytx.Voice.YtxStatus")!.GetMethod("Refusal", [typeof(string)])!;
        var rows = DocumentationTests.RowsUnder(Document, "| status |");

        // Every status that the code knows, and last any other.
        Assert.Equal(15, rows.Count);
        Assert.All(rows, row =>
        {
            var status = row[0] is "any other" ? "-9999" : row[0];
            var outcome = (VoiceCallOutcome)refusal.Invoke(null, [status])!;
            Assert.Equal((outcome.Failure.ToString(), outcome.Message), (row[1], $"The gateway answered {status}: {row[2].Replace("`", "", StringComparison.Ordinal)}."));
        });
        Assert.DoesNotContain(rows.SkipLast(1), row => row[2].StartsWith("a status that is not documented", StringComparison.Ordinal));
    }

    [Fact]
    public void Checks_EachOne_HasItsRow() => Assert.Equal(
        Sources.Where(source => source.Contains("CheckResult.", StringComparison.Ordinal) || source.Contains("new CodeCheck", StringComparison.Ordinal)
                || source.Contains("static CodeCheck", StringComparison.Ordinal))
            .SelectMany(source => Check().Matches(source)).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal),
        DocumentationTests.RowsUnder(Document, "| check |").Select(row => row[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void Exceptions_EachMessage_HasItsRow()
    {
        var messages = Sources.SelectMany(source => Thrown().Matches(source)).Select(match => match.Groups[1].Value).Distinct().ToList();
        var rows = Begins().Matches(Document[Document.IndexOf("## The start ends", StringComparison.Ordinal)..])
            .SelectMany(row => row.Groups[1].Value.Split(", `")).Select(text => text.Trim('`', ' ')).ToList();

        Assert.True(messages.Count > 20, $"{messages.Count} messages");
        DocumentationTests.AssertNone(
            messages.Where(message => !rows.Exists(row => message.StartsWith(row, StringComparison.Ordinal))),
            "docs/troubleshooting.md lacks a row for");
        DocumentationTests.AssertNone(
            rows.Where(row => !messages.Exists(message => message.StartsWith(row, StringComparison.Ordinal)) && !Sources.Any(source =>
                source.Contains($"\"{row}", StringComparison.Ordinal))),
            "docs/troubleshooting.md has rows that nothing says");
    }

    // The first piece of the message, up to what is filled in.
    [GeneratedRegex("""new InvalidOperationException\(\s*\$?"(?:\{[^}]*\} )?([^"{]+)""")]
    private static partial Regex Thrown();

    [GeneratedRegex("""(?:new\(|const string Name = )"([a-z]+)"(?:, CheckResult|;)""")]
    private static partial Regex Check();

    [GeneratedRegex("""^\| (`[A-Za-z][^|]*`) \|""", RegexOptions.Multiline)]
    private static partial Regex Begins();
}
