using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ytx.Identity.Stores;

namespace Ytx.Identity;

/// <summary>
/// A call's status for the page of the person who is called: of a user who is signed in, or whose password was right and who waits
/// for the code. To everybody else no call exists.
/// </summary>
internal static class CallPageEndpoints<TUser>
    where TUser : class
{
    public static async Task<Results<Ok<CallStatusModel>, NotFound>> FindAsync(
        string callId, HttpContext context, VoiceCalls calls, UserManager<TUser> users, TimeProvider timeProvider)
    {
        NotToBeStored(context);
        return await calls.FindAsync(await OwnersAsync(context, users).ConfigureAwait(false), callId, context.RequestAborted)
            .ConfigureAwait(false) is { } status
            ? TypedResults.Ok(CallStatusModel.From(status, timeProvider.GetUtcNow())) : TypedResults.NotFound();
    }

    public static async Task<Results<ServerSentEventsResult<CallStatusModel>, NoContent, NotFound, StatusCodeHttpResult>> FollowAsync(
        string callId, HttpContext context, VoiceCalls calls, CallStreams streams, UserManager<TUser> users,
        TimeProvider timeProvider, IHostApplicationLifetime host)
    {
        NotToBeStored(context);
        var owners = await OwnersAsync(context, users).ConfigureAwait(false);
        if (await calls.FindAsync(owners, callId, context.RequestAborted).ConfigureAwait(false) is not { } status)
        {
            return TypedResults.NotFound();
        }

        // A browser that comes back after the last event is told to stay away.
        if (status.IsOver && context.Request.Headers.ContainsKey("Last-Event-ID"))
        {
            return TypedResults.NoContent();
        }

        var user = owners[0];
        if (!streams.TryAcquire(user))
        {
            context.Response.Headers.RetryAfter = "15";
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        context.Response.OnCompleted(() =>
        {
            streams.Release(user);
            return Task.CompletedTask;
        });
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(
            calls, owners, callId, timeProvider, host.ApplicationStopping, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<CallStatusModel>> EventsAsync(
        VoiceCalls calls, IReadOnlyCollection<UserKey> owners, string callId, TimeProvider timeProvider, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = default(CallStatusModel);
        await foreach (var status in calls.WatchAsync(owners, callId, stopping, cancellationToken).ConfigureAwait(false))
        {
            last = status is null ? last : CallStatusModel.From(status, timeProvider.GetUtcNow());
            yield return new SseItem<CallStatusModel>(last!, status is null ? "heartbeat" : "status")
            {
                // So that a browser says at its next try that it has been here.
                EventId = status?.IsOver is true ? "over" : null,
                ReconnectionInterval = TimeSpan.FromSeconds(3),
            };
        }
    }

    // Both, since somebody who is signed in may be signing in as somebody else.
    private static async ValueTask<IReadOnlyList<UserKey>> OwnersAsync(HttpContext context, UserManager<TUser> users)
    {
        var owners = new List<UserKey>();
        if (context.User.Identity?.IsAuthenticated is true && users.GetUserId(context.User) is { } signedIn)
        {
            owners.Add(VoiceCodeManager<TUser>.KeyOf(signedIn));
        }

        var schemes = context.RequestServices.GetRequiredService<IAuthenticationSchemeProvider>();
        if (await schemes.GetSchemeAsync(IdentityConstants.TwoFactorUserIdScheme).ConfigureAwait(false) is not null
            && await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme).ConfigureAwait(false) is { Succeeded: true } half
            && half.Principal.FindFirstValue(ClaimTypes.Name) is { } signingIn)
        {
            owners.Add(VoiceCodeManager<TUser>.KeyOf(signingIn));
        }

        return owners;
    }

    private static void NotToBeStored(HttpContext context) => context.Response.Headers.CacheControl = "no-store";
}
