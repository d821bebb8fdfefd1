namespace Ytx.Identity.Api;

/// <summary>Where a request brings a sign-in that waits.</summary>
internal static class SignInTokenHeader
{
    /// <summary>The header.</summary>
    public const string Name = "Sign-In-Token";
}
