using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Hosting;

namespace Ytx.Identity.Api;

/// <summary>How a call is going, by the endpoints of pages; what these refuse is said as everywhere here.</summary>
internal static class CallStatusEndpoints<TUser>
    where TUser : class
{
    public static async Task<Results<Ok<CallStatusModel>, ProblemHttpResult>> FindAsync(
        string callId, HttpContext context, VoiceCalls calls, UserManager<TUser> users, TimeProvider timeProvider) =>
        (await CallPageEndpoints<TUser>.FindAsync(callId, context, calls, users, timeProvider).ConfigureAwait(false)).Result
            is Ok<CallStatusModel> found ? found : VoiceProblem.NoSuchCall.Answer(context);

    public static async Task<Results<ServerSentEventsResult<CallStatusModel>, NoContent, ProblemHttpResult>> FollowAsync(
        string callId, HttpContext context, VoiceCalls calls, CallStreams streams, UserManager<TUser> users, TimeProvider timeProvider,
        IHostApplicationLifetime host)
    {
        var answer = await CallPageEndpoints<TUser>.FollowAsync(callId, context, calls, streams, users, timeProvider, host)
            .ConfigureAwait(false);
        return answer.Result switch
        {
            ServerSentEventsResult<CallStatusModel> events => events,
            NoContent over => over,
            StatusCodeHttpResult => VoiceProblem.TooManyStreams.Answer(context, retryAfter: RetryAfter),
            _ => VoiceProblem.NoSuchCall.Answer(context),
        };
    }

    private static TimeSpan RetryAfter => TimeSpan.FromSeconds(15);
}
