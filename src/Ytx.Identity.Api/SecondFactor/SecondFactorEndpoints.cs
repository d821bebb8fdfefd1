using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Api;

/// <summary>Turns the second factor on and off, and makes recovery codes for the day on which the phone cannot be called.</summary>
internal static class SecondFactorEndpoints<TUser>
    where TUser : class
{
    private const int RecoveryCodes = 10;

    public static async Task<Results<Ok<RecoveryCodesAnswer>, ProblemHttpResult>> TurnOnAsync(
        StrictBody<ProofRequest> body, HttpContext context, SignInManager<TUser> signIn, IVoiceCodeManager<TUser> codes,
        VoiceCodeService service)
    {
        // Identity would take the setting, and then nobody could sign in without a recovery code.
        if (!await codes.CanCallAsync(SignedIn<TUser>.In(context).User).ConfigureAwait(false))
        {
            return VoiceProblem.NoPhone.Answer(context);
        }

        return await MakeCodesAsync(body, context, signIn, service, turnsOn: true).ConfigureAwait(false);
    }

    public static async Task<Results<NoContent, EmptyHttpResult, ProblemHttpResult>> TurnOffAsync(
        StrictBody<ProofRequest> body, HttpContext context, SignInManager<TUser> signIn, VoiceCodeService service)
    {
        var (user, isBearer) = SignedIn<TUser>.In(context);
        if (await FreshProof.CheckAsync(context, signIn, user, body.Value.Proof).ConfigureAwait(false) is { } problem)
        {
            return problem;
        }

        if (!isBearer && await ApiSession.HasSchemeAsync(context, IdentityConstants.TwoFactorRememberMeScheme).ConfigureAwait(false))
        {
            await signIn.ForgetTwoFactorClientAsync().ConfigureAwait(false);
        }

        var result = await new VoiceCodeManager<TUser>(signIn.UserManager, service)
            .ChangeAsync(user, static (_, users, stored) => users.SetTwoFactorEnabledAsync(stored, enabled: false)).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            return VoiceProblem.Refused.Answer(context);
        }

        return isBearer ? TypedResults.Empty : TypedResults.NoContent();
    }

    public static Task<Results<Ok<RecoveryCodesAnswer>, ProblemHttpResult>> RenewCodesAsync(
        StrictBody<ProofRequest> body, HttpContext context, SignInManager<TUser> signIn, VoiceCodeService service) =>
        MakeCodesAsync(body, context, signIn, service, turnsOn: false);

    private static async Task<Results<Ok<RecoveryCodesAnswer>, ProblemHttpResult>> MakeCodesAsync(
        StrictBody<ProofRequest> body, HttpContext context, SignInManager<TUser> signIn, VoiceCodeService service, bool turnsOn)
    {
        var user = SignedIn<TUser>.In(context).User;
        if (await FreshProof.CheckAsync(context, signIn, user, body.Value.Proof).ConfigureAwait(false) is { } problem)
        {
            return problem;
        }

        string[]? made = null;
        var (result, tokens) = await WrittenTokens.TakeAsync(context, () => new VoiceCodeManager<TUser>(signIn.UserManager, service)
            .ChangeAsync(user, async (services, users, stored) =>
            {
                made = (await users.GenerateNewTwoFactorRecoveryCodesAsync(stored, RecoveryCodes).ConfigureAwait(false))?.ToArray();
                return made is null ? VoiceCodeManager<TUser>.RowChanged(services)
                    : turnsOn ? await users.SetTwoFactorEnabledAsync(stored, enabled: true).ConfigureAwait(false) : IdentityResult.Success;
            })).ConfigureAwait(false);
        return result.Succeeded ? TypedResults.Ok(new RecoveryCodesAnswer(made!, tokens)) : VoiceProblem.Refused.Answer(context);
    }
}
