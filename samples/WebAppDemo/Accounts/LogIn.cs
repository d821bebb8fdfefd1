using Microsoft.AspNetCore.Identity;
using Ytx.Identity;

namespace WebAppDemo;

/// <summary>The two steps of a log-in: the password, which rings the phone, and the code that is heard.</summary>
public sealed class LogIn(
    SignInManager<AppUser> signIn,
    IVoiceCodeManager<AppUser> codes,
    IPasswordHasher<AppUser> hasher,
    TimeProvider clock)
{
    /// <summary>One sentence for every refusal, so that it tells nobody which addresses have an account.</summary>
    public const string Refusal =
        "E-mail or password is wrong, or there were too many tries. Check both, or wait ten minutes and try again.";

    /// <summary>Why there is no log-in to go on with.</summary>
    public const string Lapsed = "The log-in has lapsed, as it does after five minutes. Enter e-mail and password again.";

    private static readonly AppUser Nobody = new();
    private static string? _nobodysHash;

    /// <summary>Checks the password and, where a second factor is on, rings the phone.</summary>
    public async Task<LogInStep> TryPasswordAsync(string email, string password)
    {
        var user = await signIn.UserManager.FindByEmailAsync(email);
        if (user is null || await signIn.UserManager.IsLockedOutAsync(user))
        {
            // Otherwise the quick answer would tell that no password was compared.
            _nobodysHash ??= hasher.HashPassword(Nobody, "");
            hasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
            return LogInStep.Refused(Refusal);
        }

        var result = await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
        return result switch
        {
            { Succeeded: true } => LogInStep.Done,
            { RequiresTwoFactor: true } => LogInStep.CodeNeeded(await CallAsync(user)),
            _ => LogInStep.Refused(Refusal),
        };
    }

    /// <summary>The user whose password was right in this browser within the last 5 minutes.</summary>
    public Task<AppUser?> HalfLoggedInUserAsync() => signIn.GetTwoFactorAuthenticationUserAsync();

    /// <summary>Rings the user's confirmed number.</summary>
    public async Task<CodeEntry> CallAsync(AppUser user, CodeEntry? before = null)
    {
        // Without the request's cancellation: an impatient second click would cut off the call that the first one began.
        var call = await codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
        return CodeEntry.After(call, await FindCallAsync(user, before), user, before, clock);
    }

    /// <summary>How the call is going that an entry is about.</summary>
    public Task<VoiceCallStatus?> FindCallAsync(AppUser user, CodeEntry? entry) => codes.GetCallAsync(user, entry?.CallId);

    /// <summary>Checks the code and logs in.</summary>
    public async Task<LogInStep> TryCodeAsync(AppUser user, string? code, bool rememberMachine, CodeEntry? before)
    {
        var check = await codes.SignInAsync(code, rememberClient: rememberMachine);
        return check.Reason switch
        {
            VoiceCodeReason.None => LogInStep.Done,
            VoiceCodeReason.UserNotAllowed => LogInStep.Refused(
                "There were too many wrong tries. Wait ten minutes, then log in again."),
            VoiceCodeReason.NoLogInWaits => LogInStep.Refused(Lapsed),
            _ => LogInStep.CodeNeeded(CodeEntry.After(check, user, before, clock)),
        };
    }

    /// <summary>Logs in with a recovery code, which works once.</summary>
    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> TryRecoveryCodeAsync(string code)
    {
        var result = await signIn.TwoFactorRecoveryCodeSignInAsync(code.Trim());
        return result.Succeeded ? null : "This is none of your recovery codes, or it was used before. Check it, or try another one.";
    }
}
