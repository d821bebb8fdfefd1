using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Api;

/// <summary>Who asks: by a bearer token, or else by the cookie, as <c>AddIdentityApiEndpoints</c> has it. A wrong token is nobody.</summary>
/// <param name="Principal">Who it is; nobody if nobody is signed in.</param>
/// <param name="IsBearer">Whether a bearer token says so.</param>
internal sealed record ApiSession(ClaimsPrincipal Principal, bool IsBearer)
{
    public bool IsSignedIn => Principal.Identity?.IsAuthenticated is true;

    public bool IsCookie => IsSignedIn && !IsBearer;

    public static async Task<ApiSession> ReadAsync(HttpContext context)
    {
        var bearer = await TryAsync(context, IdentityConstants.BearerScheme).ConfigureAwait(false);
        return bearer is { None: false }
            ? new(bearer.Principal ?? new(), IsBearer: true)
            : new((await TryAsync(context, IdentityConstants.ApplicationScheme).ConfigureAwait(false))?.Principal ?? new(), IsBearer: false);
    }

    public static async Task<bool> HasSchemeAsync(HttpContext context, string scheme) =>
        await context.RequestServices.GetRequiredService<IAuthenticationSchemeProvider>().GetSchemeAsync(scheme).ConfigureAwait(false) is not null;

    private static async Task<AuthenticateResult?> TryAsync(HttpContext context, string scheme) =>
        await HasSchemeAsync(context, scheme).ConfigureAwait(false) ? await context.AuthenticateAsync(scheme).ConfigureAwait(false) : null;
}
