using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Api;

/// <summary>Gives a user a phone number, another one or none. The old one stays until the code spoken on the new one was typed.</summary>
internal static class PhoneEndpoints<TUser>
    where TUser : class
{
    public static async Task<Results<Ok<PhoneCallAnswer>, ProblemHttpResult>> CallAsync(
        StrictBody<PhoneRequest> body, HttpContext context, SignInManager<TUser> signIn, IVoiceCodeManager<TUser> codes,
        VoiceCodeLimits limits, VoiceCodeService service)
    {
        var user = SignedIn<TUser>.In(context).User;
        if (!PhoneNumber.TryParse(body.Value.PhoneNumber, out var number, out var error, limits.Options.Destinations.DefaultRegion))
        {
            return VoiceProblem.InvalidNumber.Answer(context, VoiceProblems.Describer(context).InvalidPhoneNumber(error));
        }

        if (!service.Allows(number))
        {
            return VoiceProblems.Answer(
                new VoiceCallResult { Reason = VoiceCodeReason.DestinationNotAllowed, MaskedNumber = number.Masked }, context);
        }

        if (await FreshProof.CheckAsync(context, signIn, user, body.Value.Proof).ConfigureAwait(false) is { } problem)
        {
            return problem;
        }

        return await RingAsync(context, signIn.UserManager, codes, user, number.E164).ConfigureAwait(false);
    }

    public static async Task<Results<Ok<PhoneCallAnswer>, ProblemHttpResult>> CallAgainAsync(
        StrictBody<PhoneTokenRequest> body, HttpContext context, UserManager<TUser> users, IVoiceCodeManager<TUser> codes)
    {
        var user = SignedIn<TUser>.In(context).User;
        if (await PhoneToken<TUser>.ReadAsync(context, users, user, body.Value.PhoneToken).ConfigureAwait(false) is not { } number)
        {
            return VoiceProblem.PhoneChangeEnded.Answer(context);
        }

        return await RingAsync(context, users, codes, user, number).ConfigureAwait(false);
    }

    public static async Task<Results<NoContent, EmptyHttpResult, ProblemHttpResult>> ChangeAsync(
        StrictBody<PhoneCodeRequest> body, HttpContext context, UserManager<TUser> users, IVoiceCodeManager<TUser> codes)
    {
        var (user, isBearer) = SignedIn<TUser>.In(context);
        if (await PhoneToken<TUser>.ReadAsync(context, users, user, body.Value.PhoneToken).ConfigureAwait(false) is not { } number)
        {
            return VoiceProblem.PhoneChangeEnded.Answer(context);
        }

        var check = await codes.ChangePhoneNumberAsync(user, number, body.Value.Code, context.RequestAborted).ConfigureAwait(false);
        if (!check.Succeeded)
        {
            return VoiceProblems.Answer(check, context);
        }

        return isBearer ? TypedResults.Empty : TypedResults.NoContent();
    }

    public static async Task<Results<NoContent, EmptyHttpResult, ProblemHttpResult>> RemoveAsync(
        StrictBody<ProofRequest> body, HttpContext context, SignInManager<TUser> signIn, VoiceCodeService service)
    {
        var (user, isBearer) = SignedIn<TUser>.In(context);
        if (await FreshProof.CheckAsync(context, signIn, user, body.Value.Proof).ConfigureAwait(false) is { } problem)
        {
            return problem;
        }

        var result = await new VoiceCodeManager<TUser>(signIn.UserManager, service).ChangeAsync(user, async (services, users, stored) =>
        {
            if (services.GetService(typeof(IUserStore<TUser>)) is IUserTwoFactorStore<TUser> store
                && !await Ways.HasAuthenticatorAsync(users, stored).ConfigureAwait(false))
            {
                // Both in one write: not for a moment is it on with nothing to ask for.
                await store.SetTwoFactorEnabledAsync(stored, enabled: false, context.RequestAborted).ConfigureAwait(false);
            }

            return await users.SetPhoneNumberAsync(stored, null).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            return VoiceProblem.Refused.Answer(context);
        }

        return isBearer ? TypedResults.Empty : TypedResults.NoContent();
    }

    // A call that a limit denies leaves the token all the same: the proof was given, and its code is spent.
    private static async Task<Results<Ok<PhoneCallAnswer>, ProblemHttpResult>> RingAsync(
        HttpContext context, UserManager<TUser> users, IVoiceCodeManager<TUser> codes, TUser user, string number)
    {
        var call = await codes.RequestCallAsync(user, VoiceCodePurpose.ChangePhoneNumber(number), context.RequestAborted).ConfigureAwait(false);
        var token = await PhoneToken<TUser>.CreateAsync(context, users, user, number).ConfigureAwait(false);
        return call.IsPlaced ? TypedResults.Ok(new PhoneCallAnswer(CallAnswer.From(call), token)) : VoiceProblems.Answer(call, context, token);
    }
}
