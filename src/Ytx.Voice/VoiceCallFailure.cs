namespace Ytx.Voice;

/// <summary>Why a call was not placed, by who can fix it.</summary>
public enum VoiceCallFailure
{
    /// <summary>The vendor is failing, or answered what cannot be understood.</summary>
    Gateway,

    /// <summary>The vendor cannot ring this number. Others still work.</summary>
    Destination,

    /// <summary>The vendor found the request itself wrong: a defect, or a setting that does not fit the account.</summary>
    Request,

    /// <summary>The account, the token, the application or the address is set up wrongly. An operator must fix it.</summary>
    Configuration,

    /// <summary>The account has no money left. An operator must fix it.</summary>
    Balance,

    /// <summary>The vendor wants fewer calls for a while.</summary>
    Throttled,

    /// <summary>No connection could be made; nothing was sent.</summary>
    Unreachable,

    /// <summary>The request was sent, and no complete answer came back in time.</summary>
    NoResponse,

    /// <summary>
    /// Nothing was sent: the circuit breaker is open, since the vendor kept failing or refusing, or too many calls are in progress.
    /// </summary>
    Unavailable,
}
