using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace Ytx.Voice;

/// <summary>What only this vendor tells, in the meter of all calls: see <see cref="VoiceTelemetry"/>.</summary>
internal sealed class YtxTelemetry
{
    private readonly Counter<long> _records;
    private YtxBalancePoller? _balances;

    [SuppressMessage("Reliability", "CA2000", Justification = "The factory disposes what it made.")]
    public YtxTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(VoiceTelemetry.Name);
        _records = meter.CreateCounter<long>(
            "ytx.voice.records", "{record}", "Records of calls that the gateway was asked for, by what came of it.");
        meter.CreateObservableGauge(
            "ytx.voice.balance", Balances, "{CNY}", "The balance of an account whose floor is set, as last told.");
    }

    /// <summary>Notes what came of asking for a call's record.</summary>
    public void Record(string result) => _records.Add(1, new KeyValuePair<string, object?>("ytx.voice.record.result", result));

    /// <summary>Shows balances from now on.</summary>
    public void Watch(YtxBalancePoller balances) => Volatile.Write(ref _balances, balances);

    private Measurement<double>[] Balances() => [.. (Volatile.Read(ref _balances)?.Known ?? []).Select(
        static balance => new Measurement<double>((double)balance.Yuan, VoiceTelemetry.AccountTag(balance.Account)))];
}
