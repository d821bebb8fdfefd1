using System.Diagnostics;

namespace Ytx.Benchmarks;

/// <summary>
/// So many callers on one connection, in short turns that rival and ours have in alternation: what else the machine does
/// meets both. The first turns, in which the code is compiled, do not count.
/// </summary>
internal static class Turns
{
    public const int Size = 4_000;
    public const int WarmUp = 10;
    public const int Count = WarmUp + 41;

    private const int Callers = 64;

    /// <summary>One turn.</summary>
    /// <returns>Operations a second.</returns>
    public static async Task<double> RunAsync<T>(Func<int, ValueTask<T>> operation, Func<T, bool> succeeded)
    {
        // What was left by the turn before is not this one's to clear up.
        GC.Collect();
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var n = Interlocked.Increment(ref next); n < Size; n = Interlocked.Increment(ref next))
            {
                if (!succeeded(await operation(n)))
                {
                    throw new InvalidOperationException("What is measured does not work.");
                }
            }
        })));
        return Size / clock.Elapsed.TotalSeconds;
    }

    /// <summary>A line of the report: medians of both, that of the turns' ratios, and between which half of these lie.</summary>
    public static Figure Compare(
        string id, string what, string rival, IReadOnlyList<double> rivals, IReadOnlyList<double> ours, double mark)
    {
        var ratios = Sorted(ours.Zip(rivals, (own, theirs) => own / theirs));
        var (low, high) = (ratios[ratios.Length / 4], ratios[ratios.Length * 3 / 4]);
        return new(
            id, what, $"{Median(rivals):N0}/s {rival}", $"{Median(ours):N0}/s ({low:0.00} to {high:0.00}x)",
            ratios[ratios.Length / 2], "x", mark, AtMost: false);

        static double Median(IReadOnlyList<double> turns) => Sorted(turns)[(turns.Count - WarmUp) / 2];

        static double[] Sorted(IEnumerable<double> turns) => [.. turns.Skip(WarmUp).Order()];
    }
}
