using Ytx.Identity.Tests;

namespace WebAppDemo.Tests;

/// <summary>The tables of docs/gateway-faults.md.</summary>
internal static class FaultTable
{
    private static readonly string[] Lines = Repository.Read("docs", "gateway-faults.md").Split('\n');

    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        .. Cells("| fault |").Select(cells => new FaultRow(
            cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], Sentence(cells[6]), cells[7])),
    ];

    /// <summary>The sentence that is meant by a cell such as <c>wait: 30 seconds</c>.</summary>
    private static string Sentence(string cell)
    {
        var (name, wait) = cell.Split(": ") is [var first, var second] ? (first, second) : (cell, "");
        var sentence = Assert.Single(Cells("| the user reads |"), cells => cells[0] == name)[1];
        return sentence.Replace("…", wait, StringComparison.Ordinal);
    }

    private static IEnumerable<string[]> Cells(string header) => Lines
        .SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal))
        .Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Replace("`", "", StringComparison.Ordinal)).ToArray());
}
