using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>
/// Changing a factor needs the person and not only the browser (NIST SP 800-63B-4, 4.1.2.1; OWASP ASVS 7.5.1): a sign-in
/// of the last minutes, or the password once more. Where there is no password, signing in again is as fresh: by phone or with a passkey,
/// whichever opens the account.
/// </summary>
public sealed class ReauthenticationService(SignInManager<AppUser> signIn, AppDb database, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>Whether the person signed in within the last 10 minutes in this session, or typed the password once more.</summary>
    public async Task<bool> IsRecentAsync()
    {
        var since = (clock.GetUtcNow() - Recent).ToUnixTimeSeconds();
        var id = Sessions.CurrentId(signIn.Context);
        return await database.Sessions.AnyAsync(
            session => session.Id == id && (session.StartedAt > since || session.ProvedAt > since), signIn.Context.RequestAborted);
    }

    /// <summary>Whether a password can be asked for. An account that began with a phone has none.</summary>
    public Task<bool> HasPasswordAsync(AppUser user) => signIn.UserManager.HasPasswordAsync(user);

    /// <summary>Whether the user has to sign in again, for want of a password to type once more.</summary>
    public async Task<bool> NeedsSignInAsync(AppUser user) => !await HasPasswordAsync(user) && !await IsRecentAsync();

    /// <returns>What is wrong with the password, as the name of a sentence; null if it is right, or a sign-in just now takes its place.</returns>
    public async Task<string?> CheckAsync(AppUser user, string? password)
    {
        if (!await HasPasswordAsync(user))
        {
            return await IsRecentAsync() ? null : "Reauthentication/SignInAgainWhy";
        }

        if (string.IsNullOrEmpty(password))
        {
            return "Shared/CurrentPasswordMissing";
        }

        // Counted like a sign-in: who holds a stolen session must not guess the password here instead.
        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        return result switch
        {
            { Succeeded: true } => null,
            { IsLockedOut: true } => "Shared/TooManyPasswords",
            _ => "Shared/CurrentPasswordWrong",
        };
    }

    /// <summary>Has this session count as recent from now on, if the password is right.</summary>
    /// <inheritdoc cref="CheckAsync"/>
    public async Task<string?> ProveAsync(AppUser user, string? password)
    {
        var problem = await CheckAsync(user, password);
        if (problem is null && await HasPasswordAsync(user))
        {
            var (id, now) = (Sessions.CurrentId(signIn.Context), clock.GetUtcNow().ToUnixTimeSeconds());
            await database.Sessions.Where(session => session.Id == id)
                .ExecuteUpdateAsync(row => row.SetProperty(session => session.ProvedAt, now), CancellationToken.None);
        }

        return problem;
    }
}
