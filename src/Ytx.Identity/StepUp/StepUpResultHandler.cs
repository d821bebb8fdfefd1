using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Limits;

namespace Ytx.Identity;

/// <summary>Sends who lacks nothing but a code to the page that asks for it. All else is answered as it was before.</summary>
internal sealed class StepUpResultHandler(
    [FromKeyedServices(StepUpResultHandler.Inner)] IAuthorizationMiddlewareResultHandler inner, VoiceCodeLimits limits)
    : IAuthorizationMiddlewareResultHandler
{
    /// <summary>The key of the handler that answers all else.</summary>
    public const string Inner = "Ytx.StepUp";

    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden || Missing(authorizeResult.AuthorizationFailure) is not { } missing)
        {
            return inner.HandleAsync(next, context, policy, authorizeResult);
        }

        var page = new PathString(limits.Options.StepUp.Path);
        if (!IsPageLoad(context.Request))
        {
            // Of RFC 9470 the error and max_age. Its scheme is Bearer, which would send a client for a token that no server has: what
            // is missing stands in the session's cookie.
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = string.Create(CultureInfo.InvariantCulture,
                $"VoiceCode error=\"insufficient_user_authentication\", error_description=\"A code by voice call is required\", max_age=\"{(long)limits.Options.StepUp.Lifetime.TotalSeconds}\", action=\"{missing.Action}\"");
        }
        else if (context.Request.Path.Equals(page, StringComparison.OrdinalIgnoreCase))
        {
            // A page that asks for the code cannot ask for having it.
            return inner.HandleAsync(next, context, policy, authorizeResult);
        }
        else
        {
            context.Response.Redirect(context.Request.PathBase.Add(page) + QueryString
                .Create("action", missing.Action).Add("returnUrl", ReturnUrl(context.Request)));
        }

        return Task.CompletedTask;
    }

    // What a code alone would mend: whoever lacks a role as well is not made to take a call first.
    private static RequireVoiceCodeAttribute? Missing(AuthorizationFailure? failure) =>
        failure is { FailCalled: false } && failure.FailedRequirements.All(static failed => failed is RequireVoiceCodeAttribute)
            ? failure.FailedRequirements.OfType<RequireVoiceCodeAttribute>().FirstOrDefault() : null;

    private static bool IsPageLoad(HttpRequest request) => request.GetTypedHeaders().Accept.Any(
        static type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);

    // Never another site, as //example.com would be. What was posted is gone, and its address may have no page: home, then.
    private static string ReturnUrl(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.GetEncodedPathAndQuery() is ['/', not ('/' or '\\'), ..] and var address
            ? address : request.PathBase.Add(new PathString("/"));
}
