namespace Ytx.Voice;

/// <summary>
/// Asks a vendor, with a signature, for what anybody may have claimed about a call. The YTX gateway's is there where
/// <see cref="YtxCallRecordOptions.Fid"/> is set.
/// </summary>
public interface IVoiceCallProofs
{
    /// <summary>Whether the calls of an application can be asked for. What is reported of them is only claimed until then.</summary>
    /// <param name="application">The vendor's name for it: <see cref="VoiceCallOutcome.Application"/>.</param>
    bool CanProve(string application);

    /// <summary>
    /// Asks for a call that is said to have ended, soon and in the background. What the vendor answers goes to
    /// <see cref="IVoiceCallReports"/>, as confirmed.
    /// </summary>
    /// <param name="application">The application that placed the call.</param>
    /// <param name="requestId">The vendor's name for the call.</param>
    void Prove(string application, string requestId);
}
