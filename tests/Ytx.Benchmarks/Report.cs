namespace Ytx.Benchmarks;

/// <summary>Runs the measurements and prints one table.</summary>
internal static class Report
{
    private static readonly (string Id, Func<Task<IReadOnlyList<Figure>>> Measure)[] Measurements =
    [
        ("P5", GatewayCall.MeasureAsync),
        ("P6", SignatureCost.MeasureAsync),
    ];

    public static async Task<int> PrintAsync(string[] ids)
    {
        var unknown = ids.Except(Measurements.Select(measurement => measurement.Id)).ToArray();
        if (unknown.Length > 0)
        {
            await Console.Error.WriteLineAsync(
                $"Unknown: {string.Join(", ", unknown)}. Known: {string.Join(", ", Measurements.Select(m => m.Id))}.");
            return 2;
        }

        var figures = new List<Figure>();
        foreach (var (id, measure) in Measurements.Where(m => ids.Length is 0 || ids.Contains(m.Id)))
        {
            await Console.Error.WriteLineAsync($"Measuring {id} ...");
            figures.AddRange(await measure());
        }

        string[] header = ["id", "figure", "rival", "ours", "result", "mark", ""];
        var rows = figures
            .Select(f => new[] { f.Id, f.What, f.Rival, f.Ours, f.Measured, f.Wanted, f.Passes ? "pass" : "SHORT" })
            .Prepend(header).ToArray();
        var widths = Enumerable.Range(0, header.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return figures.All(figure => figure.Passes) ? 0 : 1;
    }
}
