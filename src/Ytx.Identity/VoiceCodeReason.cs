using Ytx.Identity.Hooks;

namespace Ytx.Identity;

/// <summary>Why no call was placed, or why a code was not accepted.</summary>
public enum VoiceCodeReason
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The user has no confirmed phone number to ring.</summary>
    NoPhoneNumber,

    /// <summary>The number is not a valid phone number. It cannot be called, and no code for it can be right.</summary>
    InvalidPhoneNumber,

    /// <summary>
    /// Numbers of this region or kind are not called, or the vendor cannot ring this one. No call was spent; asking again does
    /// not help, and counts as an attempt if the vendor was asked.
    /// </summary>
    DestinationNotAllowed,

    /// <summary>
    /// The user is locked out by Identity, may not log in for another reason of its own, does not exist any more, or is not signed in
    /// (any more) where that is asked for.
    /// </summary>
    UserNotAllowed,

    /// <summary>An <see cref="ICallGuard"/> refused the call. No call was spent, but an attempt.</summary>
    GuardRefused,

    /// <summary>A limit of calls or attempts is used up; a live code stays valid. Nothing was spent.</summary>
    LimitReached,

    /// <summary>Too many wrong codes: no code is checked and nobody is called for a while.</summary>
    LockedOut,

    /// <summary>The call was definitely not placed. No call was spent, but an attempt.</summary>
    CallFailed,

    /// <summary>It is unknown whether the call was placed. The phone may ring, and then its code is valid.</summary>
    CallOutcomeUnknown,

    /// <summary>
    /// The store cannot be reached or is full, so that nothing is granted and nothing accepted; or the circuit breaker is open,
    /// because the vendor kept failing. No call was spent; if it is the vendor, an attempt was.
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

    /// <summary>
    /// No log-in waits for a code in this browser: its password was typed too long ago, or the account was changed since.
    /// </summary>
    NoLogInWaits,

    /// <summary>The token of the link is wrong or has expired. The code was not looked at.</summary>
    InvalidToken,

    /// <summary>
    /// Identity refuses what the code was for; <see cref="VoiceCodeVerification.Errors"/> says why. A new password is checked
    /// before the code, which stays usable; after anything else the code is used up.
    /// </summary>
    Refused,
}
