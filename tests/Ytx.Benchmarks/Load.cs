using System.Diagnostics;

namespace Ytx.Benchmarks;

/// <summary>A small loader: so many callers, rounds that alternate between rival and ours, medians.</summary>
internal static class Load
{
    private const int Callers = 64;
    private const int Rounds = 3;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    public readonly record struct Result(double PerSecond, double BytesPerOperation);

    public static async Task<(Result Rival, Result Ours)> CompareAsync(Func<Task> rival, Func<Task> ours)
    {
        await RunAsync(rival);
        await RunAsync(ours);
        var (rivals, own) = (new List<Result>(), new List<Result>());
        for (var i = 0; i < Rounds; i++)
        {
            rivals.Add(await RunAsync(rival));
            own.Add(await RunAsync(ours));
        }

        return (Median(rivals), Median(own));
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
