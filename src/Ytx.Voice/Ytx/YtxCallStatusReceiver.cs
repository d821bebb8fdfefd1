namespace Ytx.Voice;

/// <summary>
/// Takes the bodies of the gateway's status pushes, whichever way they came, and reports what is in them.
/// </summary>
public sealed class YtxCallStatusReceiver
{
    /// <summary>The most bytes that a push may have: 64 KiB. A longer one is ignored.</summary>
    public const int MaxLength = YtxCallReport.MaxLength;

    private readonly IVoiceCallReports? _reports;
    private readonly YtxCallRecords _records;

    internal YtxCallStatusReceiver(IVoiceCallReports? reports, YtxCallRecords records)
    {
        _reports = reports;
        _records = records;
    }

    /// <summary>
    /// Takes a push. Never throws, and says nothing of what was in it: anybody may have sent it. Where
    /// <see cref="YtxCallRecordOptions.Fid"/> is set, the gateway is asked for the record of a call that is said to have ended.
    /// </summary>
    /// <param name="body">The body: JSON in UTF-8.</param>
    public void Receive(ReadOnlyMemory<byte> body)
    {
        foreach (var report in YtxCallReport.Parse(body, _records.Confirmation))
        {
            _reports?.TryReport(report);
        }
    }
}
