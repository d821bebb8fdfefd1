namespace Ytx.Voice;

/// <summary>
/// Takes the bodies of the gateway's status pushes, whichever way they came, and reports what is in them.
/// </summary>
public sealed class YtxCallStatusReceiver
{
    /// <summary>The most bytes that a push may have: 64 KiB. A longer one is ignored.</summary>
    public const int MaxLength = YtxCallReportParser.MaxLength;

    private readonly IVoiceCallReports? _reports;

    internal YtxCallStatusReceiver(IVoiceCallReports? reports) => _reports = reports;

    /// <summary>
    /// Takes a push. Never throws, and says nothing of what was in it: anybody may have sent it.
    /// </summary>
    /// <param name="body">The body: JSON in UTF-8.</param>
    /// <returns>Whether it had the form of a push. What does not is worth counting: the vendor may have changed it.</returns>
    public bool Receive(ReadOnlyMemory<byte> body)
    {
        if (YtxCallReportParser.Parse(body) is not { } reports)
        {
            return false;
        }

        foreach (var report in reports)
        {
            _reports?.TryReport(report);
        }

        return true;
    }
}
