using System.Diagnostics.Metrics;

namespace WebAppDemo;

/// <summary>Counts of the last hour, minute by minute, out of the meters that any telemetry reads.</summary>
public sealed class LiveMeters(TimeProvider clock) : IHostedService, IDisposable
{
    private const int Minutes = 60;

    /// <summary>The instruments that are shown.</summary>
    public static readonly string[] Shown =
        ["ytx.voice.calls", "ytx.identity.calls.denied", "ytx.identity.verifications", "ytx.identity.calls.ended"];

    private readonly Dictionary<string, (long Minute, long[] Counts)> _counts = Shown.ToDictionary(name => name, _ => (0L, new long[Minutes]));
    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();

    /// <summary>The counts of an instrument, oldest minute first.</summary>
    public long[] Of(string instrument)
    {
        lock (_lock)
        {
            var (minute, counts) = Move(instrument);
            return [.. Enumerable.Range(1, Minutes).Select(i => counts[(minute + i) % Minutes])];
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Shown.Contains(instrument.Name))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) => Add(instrument.Name, count));
        _listener.SetMeasurementEventCallback<int>((instrument, count, _, _) => Add(instrument.Name, count));
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private void Add(string instrument, long count)
    {
        lock (_lock)
        {
            var (minute, counts) = Move(instrument);
            counts[minute % Minutes] += count;
        }
    }

    // Empties the minutes in which nothing was counted.
    private (long Minute, long[] Counts) Move(string instrument)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var (last, counts) = _counts[instrument];
        for (var minute = Math.Max(last + 1, now - Minutes + 1); minute <= now; minute++)
        {
            counts[minute % Minutes] = 0;
        }

        return _counts[instrument] = (Math.Max(now, last), counts);
    }
}
