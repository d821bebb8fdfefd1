namespace Ytx.Voice;

/// <summary>
/// Takes what a vendor reports about its calls. Registered by <c>AddYtxCallStatus()</c>, for the application's own endpoint
/// or poller of another vendor; the YTX gateway's is <c>MapYtxCallStatus()</c>.
/// </summary>
public interface IVoiceCallReports
{
    /// <summary>
    /// Takes a report, to be looked at soon. It never waits, and says nothing of whether the call exists: a report is advice, and
    /// what does not fit a call is ignored.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <returns>False if so many wait that this one was dropped.</returns>
    bool TryReport(VoiceCallReport report);
}
