namespace Ytx.Voice.Simulator;

/// <summary>How far a simulated call is. All but the first two can be its end.</summary>
public enum SimulatedCallState
{
    /// <summary>The handset rings.</summary>
    Ringing,

    /// <summary>A person answered, and the code is read out.</summary>
    Answered,

    /// <summary>A person answered and the call is over.</summary>
    Ended,

    /// <summary>The person declined the call.</summary>
    Declined,

    /// <summary>The number was in another call.</summary>
    Busy,

    /// <summary>It rang for <see cref="SimulatorOptions.NoAnswerTime"/> and nobody answered.</summary>
    NoAnswer,

    /// <summary>The phone was off, or was switched off while it rang.</summary>
    SwitchedOff,

    /// <summary>Nobody has this number.</summary>
    NoSuchNumber,

    /// <summary>The number is out of service, as with an unpaid bill.</summary>
    OutOfService,

    /// <summary>The network could not reach the phone.</summary>
    Unreachable,

    /// <summary>The number's service is suspended.</summary>
    Suspended,

    /// <summary>The gateway does not know what became of the call.</summary>
    Unknown,

    /// <summary>A voicemail answered: to the gateway the same as a person. Also when the call is over.</summary>
    Voicemail,
}
