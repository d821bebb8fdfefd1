using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints of calls that report back.</summary>
public static class YtxCallEndpointRouteBuilderExtensions
{
    private const string Secret = "{secret}";

    /// <summary>
    /// Maps the address to which the YTX gateway pushes what became of calls. Its last part is the secret of
    /// <see cref="CallStatusOptions.Secret"/>, which no log and no trace shows; whoever does not know it is answered 404. A push is
    /// advice: it accepts no code, gives no call back and unlocks nobody.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">
    /// The path: two fixed parts or more, and <c>/{secret}</c>. Whatever comes behind these parts is kept out of the log wherever they
    /// stand in a path, so no other endpoint may have them. Default <c>/ytx/call-status/{secret}</c>.
    /// </param>
    /// <returns>For conventions, such as <c>RequireHost</c>.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="pattern"/> has another parameter, has less than two parts before the secret, or does not end with it.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// <c>AddYtxCallStatus()</c> was not called, <c>Ytx:CallStatus:Secret</c> is not set, or another address is mapped already.
    /// </exception>
    public static IEndpointConventionBuilder MapYtxCallStatus(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/ytx/call-status/" + Secret)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var prefix = pattern.EndsWith('/' + Secret, StringComparison.Ordinal) ? pattern[..^Secret.Length] : "";
        if (prefix.Split('/', StringSplitOptions.RemoveEmptyEntries).Length < 2 || RoutePatternFactory.Parse(prefix).Parameters.Count > 0)
        {
            throw new ArgumentException(
                "The pattern must be a fixed path of two parts or more and end with /{secret}, such as /ytx/call-status/{secret}.",
                nameof(pattern));
        }

        var endpoint = Required<StatusPushEndpoint>(endpoints);
        endpoint.Hide(prefix.StartsWith('/') ? prefix : '/' + prefix);
        return endpoints.MapPost(prefix + SecretHidingContextFactory.Hidden, (RequestDelegate)endpoint.ReceiveAsync)
            .AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>
    /// Maps <c>GET /ytx/calls/{callId}/events</c>, a call's status as server-sent events, and <c>GET /ytx/calls/{callId}</c>, the same
    /// once. A call exists for the user who is called only: signed in, or with the password given and the code to come.
    /// </summary>
    /// <typeparam name="TUser">The application's user.</typeparam>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="prefix">The path before the call's id. Default <c>/ytx/calls</c>.</param>
    /// <returns>For conventions, such as rate limits.</returns>
    /// <exception cref="InvalidOperationException"><c>AddYtxCallStatus()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapYtxCalls<TUser>(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/ytx/calls")
        where TUser : class
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        Required<VoiceCalls>(endpoints);
        var group = endpoints.MapGroup(prefix).AllowAnonymous();
        group.MapGet("/{callId}", CallPageEndpoints<TUser>.FindAsync);
        group.MapGet("/{callId}/events", CallPageEndpoints<TUser>.FollowAsync);
        return group;
    }

    private static T Required<T>(IEndpointRouteBuilder endpoints)
        where T : class =>
        endpoints.ServiceProvider.GetService<T>() ?? throw new InvalidOperationException(
            "Call AddYtxCallStatus() after AddYtxVoiceTokenProvider().");
}
