using System.ComponentModel.DataAnnotations;

namespace Ytx.Identity;

/// <summary>Signing in by phone, <c>AddYtxPhoneSignIn()</c>: configuration section <c>Ytx:PhoneSignIn</c>.</summary>
public sealed class PhoneSignInOptions
{
    /// <summary>Until when the phone alone opens an account without a second factor. Default <see cref="PhoneOnlyUntil.Passkey"/>.</summary>
    public PhoneOnlyUntil PhoneOnlyUntil { get; set; }

    /// <summary>
    /// How long the owner of an account that the phone alone does not open has to stop somebody who comes back by it, 1 h to 7 d. Default 24 h. The way
    /// is open for as long again.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00")]
    public TimeSpan WayBackDelay { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Whether a number belongs to one account at a time. Default true.</summary>
    public bool OneAccountPerNumber { get; set; } = true;

    /// <summary>
    /// How long the account that has a number keeps it after somebody else has proved it, unless it proves it again, 1 to 30 d.
    /// Default 7 d. For as long again the number is free; then its owner is told anew.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00")]
    public TimeSpan CoolingTime { get; set; } = TimeSpan.FromDays(7);
}
