using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Api;

/// <summary>The two steps of a sign-in: the password, and where a second factor is on, a code. Only the second one can ring anybody.</summary>
internal static class SignInEndpoints<TUser>
    where TUser : class, new()
{
    public static async Task<Results<Ok<SecondStepAnswer>, NoContent, EmptyHttpResult, ProblemHttpResult>> SignInAsync(
        StrictBody<SignInRequest> body, bool? useCookies, bool? useSessionCookies, HttpContext context, SignInManager<TUser> signIn,
        IPasswordHasher<TUser> hasher)
    {
        var way = new SignInWay(useCookies, useSessionCookies);
        if (!await ApiSession.HasSchemeAsync(context, way.Scheme).ConfigureAwait(false))
        {
            return VoiceProblem.WrongSession.Answer(context);
        }

        var user = await FindAsync(signIn.UserManager, body.Value.Email).ConfigureAwait(false);
        if (user is null || !await IsPasswordAskedAsync(signIn, user).ConfigureAwait(false))
        {
            // As much work as a comparison: a quick answer would tell that there was none.
            hasher.HashPassword(new TUser(), body.Value.Password);
            return VoiceProblem.SignInFailed.Answer(context);
        }

        if (!(await signIn.CheckPasswordSignInAsync(user, body.Value.Password, lockoutOnFailure: true).ConfigureAwait(false)).Succeeded)
        {
            return VoiceProblem.SignInFailed.Answer(context);
        }

        if (await signIn.IsTwoFactorEnabledAsync(user).ConfigureAwait(false)
            && !await signIn.IsTwoFactorClientRememberedAsync(user).ConfigureAwait(false))
        {
            return await SecondStepAsync(context, signIn.UserManager, user).ConfigureAwait(false);
        }

        signIn.AuthenticationScheme = way.Scheme;
        await signIn.SignInWithClaimsAsync(user, way.IsPersistent, [new Claim("amr", "pwd")]).ConfigureAwait(false);
        return way.IsCookie ? TypedResults.NoContent() : TypedResults.Empty;
    }

    public static async Task<Results<Ok<CallAnswer>, ProblemHttpResult>> CallAsync(
        HttpContext context, SignInManager<TUser> signIn, IVoiceCodeManager<TUser> codes)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync().ConfigureAwait(false) is not { } user)
        {
            return VoiceProblem.SignInEnded.Answer(context);
        }

        return await CallEndpoints.RingAsync(context, codes, user, VoiceCodePurpose.LogIn).ConfigureAwait(false);
    }

    public static Task<Results<NoContent, EmptyHttpResult, ProblemHttpResult>> CodeAsync(
        StrictBody<CodeRequest> body, bool? useCookies, bool? useSessionCookies, HttpContext context, SignInManager<TUser> signIn,
        IVoiceCodeManager<TUser> codes) =>
        FinishAsync(new(useCookies, useSessionCookies), body.Value.RememberDevice, context, signIn, async (way, _) =>
        {
            var check = await codes.SignInAsync(body.Value.Code, way.IsPersistent, body.Value.RememberDevice, context.RequestAborted)
                .ConfigureAwait(false);
            return check.Succeeded ? null : VoiceProblems.Answer(check, context);
        });

    public static Task<Results<NoContent, EmptyHttpResult, ProblemHttpResult>> AuthenticatorAsync(
        StrictBody<CodeRequest> body, bool? useCookies, bool? useSessionCookies, HttpContext context, SignInManager<TUser> signIn) =>
        FinishAsync(new(useCookies, useSessionCookies), body.Value.RememberDevice, context, signIn, async (way, user) =>
        {
            if (!Ways.IsAuthenticatorCode(body.Value.Code))
            {
                return VoiceProblem.MalformedCode.Answer(context);
            }

            return await Ways.HasAuthenticatorAsync(signIn.UserManager, user).ConfigureAwait(false)
                && (await signIn.TwoFactorAuthenticatorSignInAsync(body.Value.Code, way.IsPersistent, body.Value.RememberDevice)
                    .ConfigureAwait(false)).Succeeded
                ? null : VoiceProblem.WrongCode.Answer(context);
        });

    public static Task<Results<NoContent, EmptyHttpResult, ProblemHttpResult>> RecoveryCodeAsync(
        StrictBody<RecoveryCodeRequest> body, bool? useCookies, bool? useSessionCookies, HttpContext context, SignInManager<TUser> signIn) =>
        FinishAsync(new(useCookies, useSessionCookies), rememberDevice: false, context, signIn, async (_, user) =>
        {
            if ((await signIn.TwoFactorRecoveryCodeSignInAsync(body.Value.Code).ConfigureAwait(false)).Succeeded)
            {
                return null;
            }

            // Identity counts no wrong recovery codes.
            await signIn.UserManager.AccessFailedAsync(user).ConfigureAwait(false);
            return VoiceProblem.WrongCode.Answer(context);
        });

    // What all second steps check before a code is compared, which uses it up.
    private static async Task<Results<NoContent, EmptyHttpResult, ProblemHttpResult>> FinishAsync(
        SignInWay way, bool rememberDevice, HttpContext context, SignInManager<TUser> signIn,
        Func<SignInWay, TUser, Task<ProblemHttpResult?>> step)
    {
        if (!await ApiSession.HasSchemeAsync(context, way.Scheme).ConfigureAwait(false))
        {
            return VoiceProblem.WrongSession.Answer(context);
        }

        if (rememberDevice && !way.IsCookie)
        {
            // A device is remembered by a cookie.
            return VoiceProblem.BadRequest.Answer(context);
        }

        if (await signIn.GetTwoFactorAuthenticationUserAsync().ConfigureAwait(false) is not { } user)
        {
            return VoiceProblem.SignInEnded.Answer(context);
        }

        if (!await VoiceCodeManager<TUser>.MaySignInAsync(signIn, user).ConfigureAwait(false))
        {
            return VoiceProblem.NotAllowed.Answer(context);
        }

        signIn.AuthenticationScheme = way.Scheme;
        if (await step(way, user).ConfigureAwait(false) is { } problem)
        {
            return problem;
        }

        return way.IsCookie ? TypedResults.NoContent() : TypedResults.Empty;
    }

    // An address that several users may have names none of them.
    private static async Task<TUser?> FindAsync(UserManager<TUser> users, string email) =>
        await users.FindByNameAsync(email).ConfigureAwait(false)
        ?? (users is { SupportsUserEmail: true, Options.User.RequireUniqueEmail: true }
            ? await users.FindByEmailAsync(email).ConfigureAwait(false) : null);

    // Whether Identity would come to compare one.
    private static async Task<bool> IsPasswordAskedAsync(SignInManager<TUser> signIn, TUser user) =>
        await signIn.UserManager.HasPasswordAsync(user).ConfigureAwait(false)
        && await VoiceCodeManager<TUser>.MaySignInAsync(signIn, user).ConfigureAwait(false);

    private static async Task<Ok<SecondStepAnswer>> SecondStepAsync(HttpContext context, UserManager<TUser> users, TUser user)
    {
        var (token, expiresAt) = await SignInToken<TUser>.CreateAsync(context, users, user).ConfigureAwait(false);
        return TypedResults.Ok(new SecondStepAnswer(
            token,
            expiresAt,
            await Ways.OfAsync(context, users, user).ConfigureAwait(false),
            await users.IsPhoneNumberConfirmedAsync(user).ConfigureAwait(false)
                ? await Ways.MaskedNumberAsync(context, users, user).ConfigureAwait(false) : null));
    }
}
