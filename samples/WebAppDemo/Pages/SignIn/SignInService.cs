using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Ytx.Identity;

namespace WebAppDemo;

/// <summary>The two steps of a sign-in: the password, which rings the phone, and the code that is heard, or another proof.</summary>
public sealed class SignInService(
    SignInManager<AppUser> signIn,
    IVoiceCodeManager<AppUser> codes,
    CodeCalls calls,
    IPasskeyHandler<AppUser> passkeys,
    IPasswordHasher<AppUser> hasher,
    FactorTries tries)
{
    /// <summary>One sentence for every refusal, so that it tells nobody which addresses have an account.</summary>
    public const string Refusal = "SignIn/Refused";

    /// <summary>Why there is no sign-in to go on with.</summary>
    public const string Lapsed = "SignIn/Lapsed";

    /// <summary>The length of Identity's recovery codes.</summary>
    public const int RecoveryCodeLength = 11;

    private const string TooManyTries = "SignIn/TooManyTries";

    /// <summary>Checks the password and, where a second step is on, begins the one that the user prefers.</summary>
    public async Task<SignInStep> TryPasswordAsync(string email, string password)
    {
        var user = await signIn.UserManager.FindByEmailAsync(email);
        if (user is null || await signIn.UserManager.IsLockedOutAsync(user))
        {
            // As much work as a comparison: a quick answer would tell that there was none.
            hasher.HashPassword(new AppUser(), password);
            return SignInStep.Refused(Refusal);
        }

        Sessions.SetWay(signIn.Context, Sessions.ByPassword);
        var result = await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
        return result switch
        {
            { Succeeded: true } => SignInStep.Done,
            { RequiresTwoFactor: true } => WaysOf(user)[0] is var first and not SecondStep.Call
                ? SignInStep.OtherStep(first.ToString()) : SignInStep.CodeNeeded(await CallAsync(user)),
            _ => SignInStep.Refused(Refusal),
        };
    }

    /// <summary>The second steps that a user has, the preferred one first. A recovery code is always the last.</summary>
    public static IReadOnlyList<SecondStep> WaysOf(AppUser user)
    {
        var ways = new List<SecondStep>();
        if (user.HasAuthenticator)
        {
            ways.Add(SecondStep.Authenticator);
        }

        // Also where it cannot be called: the page of the call says so, and what else there is.
        if (user.PhoneNumberConfirmed)
        {
            ways.Insert(user.PreferredStep is SecondStep.Call ? 0 : ways.Count, SecondStep.Call);
        }

        return [.. ways, SecondStep.RecoveryCode];
    }

    /// <summary>The second steps that the user of this half-done sign-in has, the first to be shown first.</summary>
    public async Task<IReadOnlyList<SecondStep>> WaysAsync(AppUser user)
    {
        var ways = WaysOf(user);
        if (!await BeganByPhoneAsync())
        {
            return ways;
        }

        // A call to the same phone would prove the same thing twice: the library refuses it.
        var others = ways.Where(way => way is not SecondStep.Call);
        return await signIn.UserManager.HasPasswordAsync(user) ? [SecondStep.Password, .. others] : [.. others];
    }

    /// <summary>The page of a second step.</summary>
    public static string PageOf(SecondStep way) => way is SecondStep.Password ? "/PhoneSignIn/SecondStep" : $"/SignIn/{way}";

    /// <summary>Whether the first step of this half-done sign-in was the phone and not the password.</summary>
    public async Task<bool> BeganByPhoneAsync() =>
        // Identity notes there how the first step was taken, if it was not the password; this site has no other way.
        (await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme))
            .Principal?.HasClaim(claim => claim.Type == ClaimTypes.AuthenticationMethod) is true;

    /// <summary>The user whose first step was right in this browser a few minutes ago.</summary>
    public Task<AppUser?> HalfSignedInUserAsync() => signIn.GetTwoFactorAuthenticationUserAsync();

    /// <summary>What the page shows of the call.</summary>
    public async Task<CodeState> StateAsync(AppUser user, CodeEntry? entry)
    {
        // A half-done sign-in ends, if the page is left alone, and then no call helps it on.
        var half = await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        return await calls.StateAsync(user, entry, half.Properties?.ExpiresUtc);
    }

    /// <summary>Rings the user's confirmed number.</summary>
    public Task<CodeEntry> CallAsync(AppUser user, CodeEntry? before = null) => calls.RingAsync(user, VoiceCodePurpose.LogIn, before);

    /// <summary>Checks the spoken code and signs in.</summary>
    public async Task<SignInStep> TryCodeAsync(AppUser user, string? code, bool rememberDevice, CodeEntry? before)
    {
        Sessions.SetWay(signIn.Context, "Sessions/ByCall");
        var check = await codes.SignInAsync(code, rememberClient: rememberDevice);
        return check.Reason switch
        {
            VoiceCodeReason.None => SignInStep.Done,
            VoiceCodeReason.UserNotAllowed => SignInStep.Refused(TooManyTries),
            VoiceCodeReason.NoLogInWaits => SignInStep.Refused(Lapsed),
            _ => SignInStep.CodeNeeded(calls.After(check, user, before)),
        };
    }

    /// <summary>Signs in with the code of an authenticator app.</summary>
    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> TryAuthenticatorAsync(string code, bool rememberDevice)
    {
        Sessions.SetWay(signIn.Context, await BeganByPhoneAsync() ? "Sessions/ByPhoneAndApp" : "Sessions/ByApp");
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        // A slip of the finger costs no try.
        if (digits.Length is not 6 || await HalfSignedInUserAsync() is not { HasAuthenticator: true } user)
        {
            return "SignIn/AppCodeMalformed";
        }

        if (!await tries.TakeAsync(user))
        {
            return TooManyTries;
        }

        // A code that was used already is told from a wrong one by nobody.
        if (!await signIn.UserManager.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, digits)
            || !await tries.UseAppCodeAsync(user, digits))
        {
            return "SignIn/WrongAppCode";
        }

        var result = await signIn.TwoFactorAuthenticatorSignInAsync(digits, isPersistent: false, rememberDevice);
        return await ClearAsync(user, result) ? null : TooManyTries;
    }

    /// <summary>Signs in with a recovery code, which works once.</summary>
    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> TryRecoveryCodeAsync(string code)
    {
        Sessions.SetWay(signIn.Context, await BeganByPhoneAsync() ? "Sessions/ByPhoneAndRecoveryCode" : "Sessions/ByRecoveryCode");
        if (code.Trim() is not { Length: RecoveryCodeLength } typed || await HalfSignedInUserAsync() is not { } user)
        {
            return "SignIn/WrongRecoveryCode";
        }

        if (!await tries.TakeAsync(user))
        {
            return TooManyTries;
        }

        return await ClearAsync(user, await signIn.TwoFactorRecoveryCodeSignInAsync(typed)) ? null : "SignIn/WrongRecoveryCode";
    }

    /// <summary>What a browser asks its passkeys with, and what must be kept to check the answer.</summary>
    public async Task<(string Options, string? State)> AskPasskeyAsync()
    {
        // Not SignInManager's own, which keeps it in the cookie of a half-done sign-in, and so would end that one.
        var asked = await passkeys.MakeRequestOptionsAsync(null, signIn.Context);
        return (asked.RequestOptionsJson, asked.AssertionState);
    }

    /// <summary>Signs in with a passkey, which is both steps in one.</summary>
    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> TryPasskeyAsync(string? credential, string? state)
    {
        var answer = string.IsNullOrEmpty(credential) || state is null ? null : await passkeys.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = signIn.Context, CredentialJson = credential, AssertionState = state });
        if (answer is not { Succeeded: true, User: { } user, Passkey: { } passkey }
            || !await signIn.CanSignInAsync(user) || await signIn.UserManager.IsLockedOutAsync(user)
            || !(await signIn.UserManager.AddOrUpdatePasskeyAsync(user, passkey)).Succeeded)
        {
            return "SignIn/PasskeyRefused";
        }

        Sessions.SetWay(signIn.Context, "Sessions/ByPasskey");
        await signIn.SignInWithClaimsAsync(user, isPersistent: false, [new Claim("amr", "hwk"), new Claim("amr", "mfa")]);
        await signIn.Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return null;
    }

    private async Task<bool> ClearAsync(AppUser user, SignInResult result)
    {
        if (result.Succeeded)
        {
            await tries.ClearAsync(user);
        }

        return result.Succeeded;
    }
}
