namespace Ytx.Identity;

/// <summary>
/// The doors at which a code can be tried. Wrong tries are counted a door, so that a flood at one closes no other.
/// </summary>
public enum VoiceCodePurposeClass
{
    /// <summary>The second factor at log-in.</summary>
    LogIn,

    /// <summary>Confirming or changing a phone number.</summary>
    Confirm,

    /// <summary>Resetting a password.</summary>
    Reset,

    /// <summary>Every purpose of the application's own, such as a step-up before a payment.</summary>
    Application,
}
