using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Ytx.Identity.Phones;

namespace Ytx.Identity.Api;

/// <summary>
/// One door to sign in or register by phone. Until the code is right, nothing here looks at accounts, so nothing tells which numbers
/// have one.
/// </summary>
internal static class PhoneSignInEndpoints<TUser>
    where TUser : class
{
    public static async Task<Results<Ok<PhoneSignInCallAnswer>, ProblemHttpResult>> StartAsync(
        StrictBody<PhoneSignInRequest> body, HttpContext context, IPhoneVerification phones) => Answer(
            context, await phones.StartAsync(body.Value.PhoneNumber, PhonePurpose.SignIn, cancellationToken: context.RequestAborted)
                .ConfigureAwait(false));

    public static async Task<Results<Ok<PhoneSignInCallAnswer>, ProblemHttpResult>> CallAgainAsync(
        StrictBody<PhoneSignInIdRequest> body, HttpContext context, IPhoneVerification phones) => Answer(
            context, await phones.CallAgainAsync(body.Value.Id, cancellationToken: context.RequestAborted).ConfigureAwait(false));

    // Asked by POST: an id in an address would stand in logs.
    public static async Task<Results<Ok<CallStatusModel>, ProblemHttpResult>> CallStatusAsync(
        StrictBody<PhoneSignInCallRequest> body, HttpContext context, IPhoneVerification phones, TimeProvider timeProvider) =>
        await phones.GetCallAsync(body.Value.Id, body.Value.CallId, context.RequestAborted).ConfigureAwait(false) is { } status
            ? TypedResults.Ok(CallStatusModel.From(status, timeProvider.GetUtcNow())) : VoiceProblem.NoSuchCall.Answer(context);

    public static async Task<Results<Ok<PhoneSignInAnswer>, ProblemHttpResult>> CodeAsync(
        StrictBody<PhoneSignInCodeRequest> body, bool? useCookies, bool? useSessionCookies, HttpContext context, SignInManager<TUser> signIn,
        IPhoneVerification phones, IPhoneAccounts<TUser> accounts)
    {
        var way = new SignInWay(useCookies, useSessionCookies);
        if (!await ApiSession.HasSchemeAsync(context, way.Scheme).ConfigureAwait(false))
        {
            return VoiceProblem.WrongSession.Answer(context);
        }

        var check = await phones.CheckAsync(body.Value.Id, body.Value.Code, context.RequestAborted).ConfigureAwait(false);
        if (check.Proof is null)
        {
            return VoiceProblems.Answer(check.Verification, context);
        }

        // From here on it is finished, whoever is still there: the code is used up.
        signIn.AuthenticationScheme = way.Scheme;
        var (result, tokens) = await WrittenTokens.TakeAsync(context, () => accounts.SignInAsync(
            check.Proof, isPersistent: way.IsPersistent, cancellationToken: CancellationToken.None)).ConfigureAwait(false);
        return result.Outcome switch
        {
            PhoneSignInOutcome.Registered => TypedResults.Ok(new PhoneSignInAnswer("registered", result.OffersPasskey, tokens, null)),
            PhoneSignInOutcome.SignedIn => TypedResults.Ok(new PhoneSignInAnswer("signed-in", result.OffersPasskey, tokens, null)),
            PhoneSignInOutcome.SecondStepNeeded => TypedResults.Ok(new PhoneSignInAnswer(
                "second-step-needed", false, null,
                await SecondStepAsync(context, signIn.UserManager, result.User!).ConfigureAwait(false))),
            PhoneSignInOutcome.WayBack => Wait(context, VoiceProblem.WayBack, result.Until),
            PhoneSignInOutcome.NumberHeld => Wait(context, VoiceProblem.NumberHeld, result.Until),
            _ => VoiceProblems.Answer(new VoiceCodeVerification { Reason = result.Reason, Errors = result.Errors }, context),
        };
    }

    public static async Task<Results<NoContent, EmptyHttpResult, ProblemHttpResult>> PasswordAsync(
        StrictBody<PasswordRequest> body, bool? useCookies, bool? useSessionCookies, HttpContext context, SignInManager<TUser> signIn,
        IPhoneAccounts<TUser> accounts)
    {
        var way = new SignInWay(useCookies, useSessionCookies);
        if (!await ApiSession.HasSchemeAsync(context, way.Scheme).ConfigureAwait(false))
        {
            return VoiceProblem.WrongSession.Answer(context);
        }

        signIn.AuthenticationScheme = way.Scheme;
        var result = await accounts.SignInWithPasswordAsync(body.Value.Password, way.IsPersistent).ConfigureAwait(false);
        if (result.Outcome is not PhoneSignInOutcome.SignedIn)
        {
            return (result.Reason is VoiceCodeReason.NoLogInWaits ? VoiceProblem.SignInEnded : VoiceProblem.SignInFailed).Answer(context);
        }

        return way.IsCookie ? TypedResults.NoContent() : TypedResults.Empty;
    }

    private static Results<Ok<PhoneSignInCallAnswer>, ProblemHttpResult> Answer(HttpContext context, PhoneVerificationCall start) =>
        start.Call.IsPlaced ? TypedResults.Ok(new PhoneSignInCallAnswer(CallAnswer.From(start.Call), start.Id!))
            : VoiceProblems.Answer(start.Call, context);

    private static ProblemHttpResult Wait(HttpContext context, VoiceProblem problem, DateTimeOffset? until) =>
        problem.Answer(context, more: new KeyValuePair<string, object?>("until", until));

    private static async Task<SecondStepAnswer> SecondStepAsync(HttpContext context, UserManager<TUser> users, TUser user)
    {
        var (token, expiresAt) = await SignInToken<TUser>.CreateAsync(context, users, user, PhoneHalf.Method).ConfigureAwait(false);
        var ways = (await Ways.OfAsync(context, users, user).ConfigureAwait(false)).Where(static way => way is not Ways.Call);
        return new(
            token, expiresAt,
            [.. await users.HasPasswordAsync(user).ConfigureAwait(false) ? ways.Prepend(Ways.Password) : ways],
            await Ways.MaskedNumberAsync(context, users, user).ConfigureAwait(false));
    }
}
