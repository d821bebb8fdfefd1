using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ytx.Identity.Api;

/// <summary>Ringing, as all flows do it.</summary>
internal static class CallEndpoints
{
    /// <summary>Rings; that nobody knows whether the phone rings is no failure.</summary>
    public static async Task<Results<Ok<CallAnswer>, ProblemHttpResult>> RingAsync<TUser>(
        HttpContext context, IVoiceCodeManager<TUser> codes, TUser user, string purpose)
        where TUser : class
    {
        var call = await codes.RequestCallAsync(user, purpose, context.RequestAborted).ConfigureAwait(false);
        return call.IsPlaced ? TypedResults.Ok(CallAnswer.From(call)) : VoiceProblems.Answer(call, context);
    }
}
