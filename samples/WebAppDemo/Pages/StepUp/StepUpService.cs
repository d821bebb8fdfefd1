using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Ytx.Identity;

namespace WebAppDemo;

/// <summary>Proves once more, before something sensitive, that the user has the second factor: by a call, or where none is possible by another.</summary>
public sealed class StepUpService(
    SignInManager<AppUser> signIn,
    IVoiceCodeManager<AppUser> codes,
    CodeCalls calls,
    IAuthorizationService authorization,
    FactorTries tries,
    AppDb database,
    TimeProvider clock)
{
    /// <summary>What <c>[RequireVoiceCode]</c> guards on this site, and <c>[RequirePresentFactor]</c>. Each is told on the page.</summary>
    public static readonly string[] Actions = [Pay, ChangeFactor];

    public const string Pay = "pay";
    public const string ChangeFactor = "change-factor";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Whether the present second factor must be proved before one is changed: a password alone does not take its place.</summary>
    public async Task<bool> NeedsFactorAsync(AppUser user) => user.TwoFactorEnabled && !await IsProvedAsync(ChangeFactor);

    /// <summary>Whether this session has proved it for an action in the last minutes.</summary>
    public async Task<bool> IsProvedAsync(string action)
    {
        if ((await authorization.AuthorizeAsync(signIn.Context.User, null, new RequireVoiceCodeAttribute(action))).Succeeded)
        {
            return true;
        }

        // Where a factor is changed another one will do, for its owner may have lost the phone; so will a sign-in with one, just now.
        var (id, since) = (Sessions.CurrentId(signIn.Context), (clock.GetUtcNow() - Life).ToUnixTimeSeconds());
        return action is ChangeFactor && await database.Sessions.AnyAsync(
            session => session.Id == id && (session.FactorProvedAt > since || (session.StartedAt > since && session.Way != Sessions.ByPassword && session.Way != Sessions.ByPhone)),
            signIn.Context.RequestAborted);
    }

    /// <summary>What the page shows of the call.</summary>
    public Task<CodeState> StateAsync(AppUser user, CodeEntry? entry) => calls.StateAsync(user, entry);

    public Task<CodeEntry> CallAsync(AppUser user, string action, CodeEntry? before) =>
        calls.RingAsync(user, VoiceCodePurpose.StepUp(action), before);

    /// <returns>What the code page shows; null if it is proved.</returns>
    public async Task<CodeEntry?> TryCodeAsync(AppUser user, string action, string? code, CodeEntry? before)
    {
        var check = await codes.StepUpAsync(action, code);
        return check.Succeeded ? null : calls.After(check, user, before);
    }

    /// <summary>Proves it by a code of the authenticator app, or a recovery code, which works once.</summary>
    /// <returns>What is wrong; null if it is proved.</returns>
    public async Task<string?> TryOtherAsync(AppUser user, string typed)
    {
        var users = signIn.UserManager;
        var code = typed.Replace(" ", "", StringComparison.Ordinal);
        var isApp = user.HasAuthenticator && code.Length is 6 && code.All(char.IsAsciiDigit);
        // What cannot be right costs no try.
        if (!isApp && code.Length is not SignInService.RecoveryCodeLength)
        {
            return "StepUp/OtherWrong";
        }

        if (!await tries.TakeAsync(user))
        {
            return "Shared/TooManyPasswords";
        }

        var isRight = isApp
            ? await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code) && await tries.UseAppCodeAsync(user, code)
            : (await users.RedeemTwoFactorRecoveryCodeAsync(user, code)).Succeeded;
        if (!isRight)
        {
            return "StepUp/OtherWrong";
        }

        await tries.ClearAsync(user);
        var (id, now) = (Sessions.CurrentId(signIn.Context), clock.GetUtcNow().ToUnixTimeSeconds());
        await database.Sessions.Where(session => session.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.FactorProvedAt, now), CancellationToken.None);
        return null;
    }
}
