using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace WebAppDemo;

/// <summary>
/// Changing a factor needs the person and not only the browser (NIST SP 800-63B-4, 4.1.2.1; OWASP ASVS 7.5.1): a log-in
/// of the last minutes, or the password once more.
/// </summary>
public sealed class Reauthentication(SignInManager<AppUser> signIn, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>Whether the person logged in within the last 10 minutes.</summary>
    public async Task<bool> IsRecentAsync()
    {
        var session = await signIn.Context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        return Sessions.LogInTime(session.Properties) is { } at && clock.GetUtcNow() - at < Recent;
    }

    /// <returns>What is wrong with the password; null if it is right.</returns>
    public async Task<string?> CheckAsync(AppUser user, string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            return "Enter your current password.";
        }

        // Counted like a log-in: who holds a stolen session must not guess the password here instead.
        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        return result switch
        {
            { Succeeded: true } => null,
            { IsLockedOut: true } => "There were too many wrong tries. Wait ten minutes, then enter your password again.",
            _ => "This is not your current password. Enter the one that you log in with.",
        };
    }
}
