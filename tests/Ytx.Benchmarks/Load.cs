using System.Diagnostics;

namespace Ytx.Benchmarks;

/// <summary>
/// A small loader: so many callers, short rounds that alternate between rival and ours, medians. The first rounds, in which
/// the code is compiled, do not count.
/// </summary>
internal static class Load
{
    private const int Callers = 64;
    private const int WarmUp = 5;
    private const int Rounds = 31;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(0.5);

    public readonly record struct Result(double PerSecond, double BytesPerOperation);

    /// <summary>Medians of both, and the median of the rounds' ratios of throughput.</summary>
    public static async Task<(Result Rival, Result Ours, double Ratio)> CompareAsync(Func<Task> rival, Func<Task> ours)
    {
        var (rivals, own) = (new List<Result>(), new List<Result>());
        for (var i = -WarmUp; i < Rounds; i++)
        {
            var (theirs, its) = (await RunAsync(rival), await RunAsync(ours));
            if (i >= 0)
            {
                rivals.Add(theirs);
                own.Add(its);
            }
        }

        var ratios = own.Zip(rivals, (ours, theirs) => ours.PerSecond / theirs.PerSecond).Order().ToList();
        return (Median(rivals), Median(own), ratios[Rounds / 2]);
    }

    private static async Task<Result> RunAsync(Func<Task> operation)
    {
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var count = 0L;
            while (clock.Elapsed < Round)
            {
                await operation();
                count++;
            }

            return count;
        })));
        var seconds = clock.Elapsed.TotalSeconds;
        var total = (double)counts.Sum();
        return new Result(total / seconds, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / total);
    }

    private static Result Median(List<Result> results) => new(
        results.Select(result => result.PerSecond).Order().ElementAt(results.Count / 2),
        results.Select(result => result.BytesPerOperation).Order().ElementAt(results.Count / 2));
}
