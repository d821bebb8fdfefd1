namespace Ytx.Identity.Phones;

/// <summary>What a number is proved for, in the package's own words. Any other text is a purpose of the application's own.</summary>
public static class PhonePurpose
{
    /// <summary>Signing in by phone, or registering.</summary>
    public const string SignIn = "sign-in";
}
