using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ytx.Identity.Api;

/// <summary>A code before something sensitive, for what <see cref="RequireVoiceCodeAttribute"/> guards.</summary>
internal static class StepUpEndpoints<TUser>
    where TUser : class
{
    public static async Task<Results<Ok<CallAnswer>, ProblemHttpResult>> CallAsync(
        StrictBody<ActionRequest> body, HttpContext context, IVoiceCodeManager<TUser> codes) =>
        PurposeOf(body.Value.Action) is { } purpose
            ? await CallEndpoints.RingAsync(context, codes, SignedIn<TUser>.In(context).User, purpose).ConfigureAwait(false)
            : VoiceProblem.BadRequest.Answer(context);

    public static async Task<Results<NoContent, EmptyHttpResult, ProblemHttpResult>> StepUpAsync(
        StrictBody<ActionCodeRequest> body, HttpContext context, IVoiceCodeManager<TUser> codes)
    {
        if (PurposeOf(body.Value.Action) is null)
        {
            return VoiceProblem.BadRequest.Answer(context);
        }

        var check = await codes.StepUpAsync(body.Value.Action, body.Value.Code, context.RequestAborted).ConfigureAwait(false);
        if (!check.Succeeded)
        {
            return VoiceProblems.Answer(check, context);
        }

        return SignedIn<TUser>.In(context).IsBearer ? TypedResults.Empty : TypedResults.NoContent();
    }

    private static string? PurposeOf(string action)
    {
        try
        {
            return VoiceCodePurpose.StepUp(action);
        }
        catch (ArgumentException)
        {
            // It knows which characters an action may have; here they come from outside.
            return null;
        }
    }
}
