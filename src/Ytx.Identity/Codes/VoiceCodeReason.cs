namespace Ytx.Identity;

/// <summary>Why no call was placed, or why a code was not accepted.</summary>
public enum VoiceCodeReason
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The user has no confirmed phone number to ring.</summary>
    NoPhoneNumber,

    /// <summary>The number is none that a phone has.</summary>
    InvalidPhoneNumber,

    /// <summary>
    /// Numbers of this region or kind are not called, or the vendor cannot ring this one. Nothing was spent, and asking again
    /// does not help.
    /// </summary>
    DestinationNotAllowed,

    /// <summary>The user is locked out by Identity, or does not exist any more.</summary>
    UserNotAllowed,

    /// <summary>An <see cref="ICallGuard"/> refused the call.</summary>
    GuardRefused,

    /// <summary>A limit of calls is used up; a live code stays valid.</summary>
    LimitReached,

    /// <summary>Too many wrong codes: no code is checked and nobody is rung for a while.</summary>
    LockedOut,

    /// <summary>The call was definitely not placed. Nothing was spent.</summary>
    CallFailed,

    /// <summary>It is unknown whether the call was placed. The phone may ring, and then its code is valid.</summary>
    CallOutcomeUnknown,

    /// <summary>
    /// The store cannot be reached or is full, so that nothing is granted and nothing accepted; or the vendor is left alone
    /// for a while because it kept failing. Nothing was spent.
    /// </summary>
    Unavailable,

    /// <summary>What was typed cannot be a code: it was not checked and costs no try.</summary>
    Malformed,

    /// <summary>The code is wrong. It cost a try.</summary>
    WrongCode,

    /// <summary>No code waits: none was asked for, or it has expired, was used or was replaced.</summary>
    NoLiveCode,

    /// <summary>All tries of this code are used up. A new call brings a new one.</summary>
    TriesUsedUp,
}
