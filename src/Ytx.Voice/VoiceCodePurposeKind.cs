namespace Ytx.Voice;

/// <summary>
/// What kind of thing a code is for. Wrong codes are counted for each kind by itself, so that a flood at one locks no other.
/// </summary>
public enum VoiceCodePurposeKind
{
    /// <summary>The second factor at log-in.</summary>
    LogIn,

    /// <summary>Confirming or changing a phone number.</summary>
    ChangePhoneNumber,

    /// <summary>Resetting a password.</summary>
    ResetPassword,

    /// <summary>Every purpose of the application's own, such as a step-up before a payment.</summary>
    Other,

    /// <summary>Proving that somebody holds a number, before there is a user or without any. Counted for the number.</summary>
    PhoneVerification,
}
