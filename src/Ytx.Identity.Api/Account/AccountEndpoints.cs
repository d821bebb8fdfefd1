using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Api;

/// <summary>How the user signs in, and the call that a change of it needs.</summary>
internal static class AccountEndpoints<TUser>
    where TUser : class
{
    public static async Task<Results<Ok<AccountAnswer>, ProblemHttpResult>> FindAsync(
        HttpContext context, UserManager<TUser> users, IVoiceCodeManager<TUser> codes)
    {
        var user = SignedIn<TUser>.In(context).User;
        return TypedResults.Ok(new AccountAnswer(
            await Ways.MaskedNumberAsync(context, users, user).ConfigureAwait(false),
            await users.IsPhoneNumberConfirmedAsync(user).ConfigureAwait(false),
            await codes.CanCallAsync(user).ConfigureAwait(false),
            users.SupportsUserTwoFactor && await users.GetTwoFactorEnabledAsync(user).ConfigureAwait(false),
            await Ways.HasAuthenticatorAsync(users, user).ConfigureAwait(false),
            await Ways.RecoveryCodesLeftAsync(users, user).ConfigureAwait(false)));
    }

    public static Task<Results<Ok<CallAnswer>, ProblemHttpResult>> CallAsync(HttpContext context, IVoiceCodeManager<TUser> codes) =>
        CallEndpoints.RingAsync(context, codes, SignedIn<TUser>.In(context).User, VoiceCodePurpose.StepUp(FreshProof.Action));

    public static Ok<AntiforgeryAnswer> Antiforgery(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return TypedResults.Ok(new AntiforgeryAnswer(tokens.HeaderName!, tokens.RequestToken!));
    }
}
