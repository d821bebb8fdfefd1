namespace Ytx.Voice;

/// <summary>
/// What is known of a call. It only moves forward: <see cref="Requested"/>, <see cref="Accepted"/>, <see cref="Ringing"/>, and
/// then one of the others, which are final.
/// </summary>
public enum VoiceCallState
{
    /// <summary>The vendor was asked for the call; whether it was placed is not known.</summary>
    Requested,

    /// <summary>The vendor has accepted the call. The phone has yet to ring.</summary>
    Accepted,

    /// <summary>The phone rings.</summary>
    Ringing,

    /// <summary>Somebody, or a voicemail, has answered.</summary>
    Answered,

    /// <summary>The phone is in another call.</summary>
    Busy,

    /// <summary>The call was declined on the phone.</summary>
    Rejected,

    /// <summary>It rang, and nobody answered.</summary>
    NoAnswer,

    /// <summary>The phone is switched off.</summary>
    SwitchedOff,

    /// <summary>The number is not assigned to anybody.</summary>
    NoSuchNumber,

    /// <summary>The phone cannot be reached: it has no signal, for example.</summary>
    Unreachable,

    /// <summary>The number's service is suspended, by its owner or for a bill that was not paid.</summary>
    Suspended,

    /// <summary>The vendor could not place the call.</summary>
    Failed,

    /// <summary>The call is over, and the vendor does not know how it ended.</summary>
    Unknown,
}
