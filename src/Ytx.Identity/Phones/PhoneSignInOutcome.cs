namespace Ytx.Identity.Phones;

/// <summary>What came of signing in by phone.</summary>
public enum PhoneSignInOutcome
{
    /// <summary>Nobody is signed in: <see cref="PhoneSignInResult{TUser}.Reason"/> says why.</summary>
    Refused,

    /// <summary>Signed in to the account of the number.</summary>
    SignedIn,

    /// <summary>Signed in to a new account.</summary>
    Registered,

    /// <summary>The account wants something besides the phone: a password, the code of an app, a recovery code or a passkey.</summary>
    SecondStepNeeded,

    /// <summary>
    /// The account has another way, a passkey as a rule, which opens it at once. By the phone it opens from <see cref="PhoneSignInResult{TUser}.Until"/> on, if
    /// its owner does not stop that.
    /// </summary>
    WayBack,

    /// <summary>
    /// Another account keeps the number until <see cref="PhoneSignInResult{TUser}.Until"/>; if it does not prove it again, the number is
    /// free then.
    /// </summary>
    NumberHeld,
}
