using System.Collections.Concurrent;

namespace Ytx.Voice.Tests;

/// <summary>Keeps what is reported.</summary>
internal sealed class KeptReports : IVoiceCallReports
{
    private readonly ConcurrentQueue<VoiceCallReport> _all = new();

    public IReadOnlyList<VoiceCallReport> All => [.. _all];

    public IReadOnlyList<VoiceCallReport> Confirmed => [.. _all.Where(report => report.IsConfirmed)];

    public bool TryReport(VoiceCallReport report)
    {
        _all.Enqueue(report);
        return true;
    }
}
