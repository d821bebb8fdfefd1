using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice.Tests;

/// <summary>Every measurement of one container's meters, so that tests that run beside this one do not mix in.</summary>
internal sealed class CollectedMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, string Tags, double Value)> _measurements = new();
    private readonly ConcurrentQueue<Instrument> _instruments = new();

    public CollectedMetrics(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Meter.Name.StartsWith("Ytx.", StringComparison.Ordinal))
            {
                _instruments.Enqueue(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<Instrument> Instruments => [.. _instruments];

    /// <summary>The names of all tags of an instrument that were seen.</summary>
    public IReadOnlyList<string> TagsOf(string instrument) => [.. _measurements
        .Where(measurement => measurement.Instrument == instrument)
        .SelectMany(measurement => measurement.Tags.Split(' '))
        .Distinct()];

    /// <summary>The sums of an instrument's series, as <c>tag=value tag=value: sum</c>.</summary>
    public IReadOnlyList<string> Of(string instrument) => [.. _measurements
        .Where(measurement => measurement.Instrument == instrument)
        .GroupBy(measurement => measurement.Tags)
        .Select(series => string.Create(
            CultureInfo.InvariantCulture, $"{series.Key}: {series.Sum(measurement => measurement.Value)}"))
        .Order(StringComparer.Ordinal)];

    /// <summary>Each measurement of an instrument, in order.</summary>
    public IReadOnlyList<double> ValuesOf(string instrument) => [.. _measurements
        .Where(measurement => measurement.Instrument == instrument)
        .Select(measurement => measurement.Value)];

    /// <summary>Asks the gauges, and forgets what they told before.</summary>
    public IReadOnlyList<string> Observe(string gauge)
    {
        var before = _measurements.Where(measurement => measurement.Instrument != gauge).ToList();
        _measurements.Clear();
        before.ForEach(_measurements.Enqueue);
        _listener.RecordObservableInstruments();
        return Of(gauge);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measurements.Enqueue((instrument.Name, string.Join(' ', tags.ToArray()
            .OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => $"{tag.Key}={(tag.Value is bool yes ? yes ? "true" : "false" : tag.Value)}")), value));
}
