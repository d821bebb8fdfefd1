namespace Ytx.Identity.Hooks;

/// <summary>What happened to a code.</summary>
public enum VoiceCodeEventKind
{
    /// <summary>A call was placed, or may have been, or a test number was used.</summary>
    Issued,

    /// <summary>A code was right, and is used up.</summary>
    Verified,

    /// <summary>A code was not accepted.</summary>
    Rejected,

    /// <summary>No call was placed.</summary>
    Denied,

    /// <summary>A vendor has reported how far a call has come, or what it cost. Only with <c>AddYtxCallStatus()</c>.</summary>
    CallProgress,
}
