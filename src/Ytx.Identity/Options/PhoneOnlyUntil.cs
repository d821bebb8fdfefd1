namespace Ytx.Identity;

/// <summary>Until when the phone alone opens an account without a second factor.</summary>
public enum PhoneOnlyUntil
{
    /// <summary>Until it has a passkey; then the phone is the way back, after a delay in which its owner can stop it.</summary>
    Passkey,

    /// <summary>For ever: who holds the number holds the account.</summary>
    Always,

    /// <summary>
    /// As <see cref="Passkey"/>; and once it has a password, the phone is the way back in every browser that it has not opened the account
    /// in before.
    /// </summary>
    OtherWay,
}
