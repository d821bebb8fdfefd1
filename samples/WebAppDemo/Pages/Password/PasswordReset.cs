using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.UI.Services;
using Ytx.Identity;

namespace WebAppDemo;

/// <summary>
/// A new password for whoever has forgotten the old one: the link of an e-mail, and besides a call to the confirmed phone, if there is
/// one. Neither is enough alone, and nobody is signed in by it.
/// </summary>
public sealed class PasswordReset(
    UserManager<AppUser> users,
    IVoiceCodeManager<AppUser> codes,
    CodeCalls calls,
    SessionList sessions,
    IDataProtectionProvider protection,
    Words words,
    IEmailSender? mail = null)
{
    private static readonly AppUser Nobody = new() { Id = "nobody", SecurityStamp = "none" };

    private readonly IDataProtector _protector = protection.CreateProtector("password reset");

    public bool IsOpen => mail is not null;

    /// <summary>Writes to an address: a link, or that it has no account. Both take the same time.</summary>
    /// <param name="email">The address.</param>
    /// <param name="linkTo">The page behind the link, for what the link carries.</param>
    public async Task InviteAsync(string email, Func<string, string> linkTo)
    {
        var user = await users.FindByEmailAsync(email);
        var token = await users.GeneratePasswordResetTokenAsync(user ?? Nobody);
        var link = linkTo(_protector.Protect($"{(user ?? Nobody).Id} {token}"));
        // To the account's address and not to another spelling of it, which may be somebody else's.
        await mail!.SendEmailAsync(
            user?.Email ?? email, words["Password/Subject"], user is null ? words["Password/NoAccount"] : words["Password/Link", link]);
    }

    /// <summary>Whose password a link is for; null if it is none of ours, was used, or has ended after a day.</summary>
    public async Task<(AppUser User, string Token)?> OpenAsync(string? seal)
    {
        try
        {
            return seal is not null && _protector.Unprotect(seal).Split(' ', 2) is [var id, var token]
                && await users.FindByIdAsync(id) is { } user
                && await users.VerifyUserTokenAsync(
                    user, users.Options.Tokens.PasswordResetTokenProvider, UserManager<AppUser>.ResetPasswordTokenPurpose, token)
                ? (user, token) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>What the page shows of the call; null if none is needed.</summary>
    public async Task<CodeState?> StateAsync(AppUser user, CodeEntry? entry) => !NeedsCall(user) ? null
        // The events of a call are for who is signed in.
        : await calls.StateAsync(user, entry) with { CallId = null };

    public Task<CodeEntry> CallAsync(AppUser user, CodeEntry? before) => calls.RingAsync(user, VoiceCodePurpose.ResetPassword, before);

    /// <returns>What is wrong with the password, or what the code page shows; neither if it is done.</returns>
    public async Task<(string? Problem, CodeEntry? Entry)> ResetAsync(
        AppUser user, string token, string password, string? code, CodeEntry? before)
    {
        if (NeedsCall(user))
        {
            var check = await codes.ResetPasswordAsync(user, token, password, code);
            if (!check.Succeeded)
            {
                return check.Errors is [var error, ..]
                    ? (PasswordProblem.Of(error), null) : (null, calls.After(check, user, before));
            }
        }
        else if (await users.ResetPasswordAsync(user, token, password) is { Succeeded: false, Errors: var errors })
        {
            return (PasswordProblem.Of(errors.First()), null);
        }

        // Wrong passwords were guesses at the old one.
        await users.ResetAccessFailedCountAsync(user);
        await users.SetLockoutEndDateAsync(user, null);
        // Whoever had the old password is out.
        await sessions.EndAllAsync(user);
        await mail!.SendEmailAsync(user.Email!, words["Password/ChangedSubject"], words["Password/Changed"]);
        return (null, null);
    }

    // A spoken code is needed besides the link, also where the number cannot be called any more: then support helps.
    private static bool NeedsCall(AppUser user) => user.PhoneNumberConfirmed;
}
