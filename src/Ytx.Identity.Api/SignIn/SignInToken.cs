using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ytx.Identity.Api;

/// <summary>
/// A sign-in that waits for its second step, as a text in the client's hands: the ticket that Identity keeps in a cookie for pages. In
/// the requests that bring it, it takes the place of that cookie, so Identity, the library and their rules do not know the difference.
/// </summary>
/// <remarks>
/// It is protected for these endpoints and this type of user: a cookie of a page is none, nor is it a cookie for a page. The cookie itself
/// never reaches an endpoint here, so that what another site sends with it begins nothing.
/// </remarks>
internal static class SignInToken<TUser>
    where TUser : class
{
    private static readonly string Purpose = $"{SignInTokenHeader.Name} of {typeof(TUser)}";

    /// <summary>A sign-in whose first step was done now.</summary>
    /// <param name="context">The request.</param>
    /// <param name="users">The users.</param>
    /// <param name="user">Who signs in.</param>
    /// <param name="method">How the first step was taken, as Identity notes it; null for the password.</param>
    public static async Task<(string Token, DateTimeOffset ExpiresAt)> CreateAsync(
        HttpContext context, UserManager<TUser> users, TUser user, string? method = null)
    {
        var options = OptionsOf(context);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, await users.GetUserIdAsync(user).ConfigureAwait(false)),
                LogInStamp<TUser>.ClaimOf(await users.GetSecurityStampAsync(user).ConfigureAwait(false)),
            ],
            IdentityConstants.TwoFactorUserIdScheme);
        if (method is not null)
        {
            identity.AddClaim(new Claim(ClaimTypes.AuthenticationMethod, method));
        }

        // Not renewed, which would write it as a cookie.
        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + options.ExpireTimeSpan, AllowRefresh = false };
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), properties, IdentityConstants.TwoFactorUserIdScheme);
        return (options.TicketDataFormat.Protect(ticket, Purpose), properties.ExpiresUtc.Value);
    }

    /// <summary>Puts the ticket that the request brings in the place of the cookie, or nothing if it brings none.</summary>
    public static void Take(HttpContext context)
    {
        var options = OptionsOf(context);
        var ticket = options.TicketDataFormat.Unprotect(context.Request.Headers[SignInTokenHeader.Name], Purpose);
        var name = options.Cookie.Name!;
        context.Features.Set<IRequestCookiesFeature>(new RequestCookiesFeature(new OneCookieChanged(
            context.Request.Cookies, name, ticket is null ? null : options.TicketDataFormat.Protect(ticket))));
        context.Features.Set(new LogInOwner(typeof(TUser)));

        // Identity deletes its cookie when the second step is done: here it is the pages'.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.SetCookie = context.Response.Headers.SetCookie
                .Where(cookie => cookie?.StartsWith($"{name}=", StringComparison.Ordinal) is not true).ToArray();
            return Task.CompletedTask;
        });
    }

    private static CookieAuthenticationOptions OptionsOf(HttpContext context) => context.RequestServices
        .GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.TwoFactorUserIdScheme);
}
