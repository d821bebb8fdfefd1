namespace Ytx.Benchmarks;

/// <summary>Runs the measurements and prints one table.</summary>
internal static class Report
{
    private static readonly (string Id, Func<Task<IReadOnlyList<Figure>>> Measure)[] Measurements =
    [
        ("P1 P2", TokenCost.MeasureAsync),
        ("P7 P8", WaitingCodes.MeasureAsync),
        ("P3", RedisVerification.MeasureAsync),
        ("P4", RedisIssue.MeasureAsync),
        ("P4c", RedisIssue.MeasureOnClusterAsync),
        ("P7 P8", RedisWaitingCodes.MeasureAsync),
        ("E1", LogInTiming.MeasureAsync),
        ("P5", GatewayCall.MeasureAsync),
        ("P6", SignatureCost.MeasureAsync),
        ("P9", StatusPush.MeasureAsync),
    ];

    public static async Task<int> PrintAsync(string[] ids)
    {
        var known = Measurements.SelectMany(measurement => measurement.Id.Split(' ')).ToArray();
        var unknown = ids.Except(known).ToArray();
        if (unknown.Length > 0)
        {
            await Console.Error.WriteLineAsync(
                $"Unknown: {string.Join(", ", unknown)}. Known: {string.Join(", ", known)}.");
            return 2;
        }

        var figures = new List<Figure>();
        foreach (var (id, measure) in Measurements.Where(m => ids.Length is 0 || m.Id.Split(' ').Intersect(ids).Any()))
        {
            await Console.Error.WriteLineAsync($"Measuring {id} ...");
            figures.AddRange(await measure());
        }

        string[] header = ["id", "figure", "rival", "ours", "result", "mark", ""];
        var rows = figures
            .Select(f => new[] { f.Id, f.What, f.Rival, f.Ours, f.Measured, f.Wanted, f.Result })
            .Prepend(header).ToArray();
        var widths = Enumerable.Range(0, header.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return figures.All(figure => figure.Passes) ? 0 : 1;
    }
}
