namespace Ytx.Voice;

/// <summary>A vendor's word that it accepted a call. Accepted is not delivered: the phone has yet to ring.</summary>
/// <param name="requestId">The vendor's name for the call, by which it reports on it later; null if it gave none.</param>
public sealed class VoiceCodeReceipt(string? requestId)
{
    /// <summary>The vendor's name for the call, by which it reports on it later; null if it gave none.</summary>
    public string? RequestId { get; } = requestId;
}
