using Microsoft.AspNetCore.Identity;

namespace WebAppDemo;

/// <summary>A user. <c>PhoneNumber</c> is always in the one form of E.164.</summary>
public sealed class AppUser : IdentityUser
{
    /// <summary>Whether a code of an authenticator app was typed once: a key alone is not set up yet.</summary>
    public bool HasAuthenticator { get; set; }

    /// <summary>Which second step comes first when the user signs in, if there are several; null for the strongest.</summary>
    public SecondStep? PreferredStep { get; set; }

    /// <summary>The confirmed number with its middle hidden; null if there is none.</summary>
    public string? MaskedNumber => PhoneNumberConfirmed && Ytx.Voice.PhoneNumber.TryParse(PhoneNumber, out var number, out _) ? number.Masked : null;

    /// <summary>What the user is called on pages: the name of an account that began with a phone is random.</summary>
    public string ShownName => Email ?? MaskedNumber ?? "";
}
