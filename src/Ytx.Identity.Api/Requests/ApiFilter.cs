using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Api;

/// <summary>
/// What holds for every endpoint, in this order: who asks, with which sign-in that waits; that no other site asks with his cookies; and
/// last what was sent, so that nobody learns anything by it who may not ask.
/// </summary>
/// <param name="needsUser">Whether somebody must be signed in.</param>
internal sealed class ApiFilter<TUser>(bool needsUser) : IEndpointFilter
    where TUser : class
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.OnStarting(static state =>
        {
            // Last, since cookies and antiforgery set it too.
            ((HttpContext)state).Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context);
        SignInToken<TUser>.Take(context);
        var session = await ApiSession.ReadAsync(context).ConfigureAwait(false);
        context.User = session.Principal;
        if (needsUser && await UserAsync(context, session).ConfigureAwait(false) is null)
        {
            context.Response.Headers.WWWAuthenticate = await ApiSession.HasSchemeAsync(context, IdentityConstants.BearerScheme).ConfigureAwait(false)
                ? "Bearer" : "Cookie";
            return VoiceProblem.NotSignedIn.Answer(context);
        }

        if ((session.IsCookie || SignInWay.AsksForCookie(context.Request)) && !await IsOwnSiteAsync(context).ConfigureAwait(false))
        {
            return VoiceProblem.Antiforgery.Answer(context);
        }

        // A parameter of the query that cannot be read has set the status, and nothing else yet.
        var problem = context.Response.StatusCode is StatusCodes.Status400BadRequest ? VoiceProblem.BadRequest
            : invocation.Arguments.OfType<IStrictBody>().FirstOrDefault()?.Problem;
        return problem is null ? await next(invocation).ConfigureAwait(false) : problem.Answer(context);
    }

    // As he is stored now: Identity looks at a bearer token's stamp at its refresh only, and at a cookie's every half hour.
    private static async Task<TUser?> UserAsync(HttpContext context, ApiSession session)
    {
        var signIn = context.RequestServices.GetRequiredService<SignInManager<TUser>>();
        if (!session.IsSignedIn || await signIn.ValidateSecurityStampAsync(session.Principal).ConfigureAwait(false) is not { } user)
        {
            return null;
        }

        // What refreshes the session answers as it came.
        signIn.AuthenticationScheme = session.IsBearer ? IdentityConstants.BearerScheme : signIn.AuthenticationScheme;
        context.Features.Set(new SignedIn<TUser>(user, session.IsBearer));
        return user;
    }

    private static async Task<bool> IsOwnSiteAsync(HttpContext context) =>
        context.RequestServices.GetService<IAntiforgery>() is { } antiforgery
        && await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false);
}
