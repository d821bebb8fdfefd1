namespace Ytx.Identity.Phones;

/// <summary>What came of checking a code for a number.</summary>
public sealed class PhoneVerificationCheck
{
    /// <summary>What came of the code.</summary>
    public required VoiceCodeVerification Verification { get; init; }

    /// <summary>That the number was proved, for <see cref="IPhoneVerification.RedeemAsync"/>; null if it was not. Secret, for ten minutes.</summary>
    public string? Proof { get; init; }

    /// <summary>The reason only.</summary>
    public override string ToString() => Verification.ToString();
}
