using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ytx.Identity;

/// <summary>
/// Puts the security stamp at the time of the password into the cookie of a log-in that waits for its code, so that it ends
/// with a changed password or phone. Identity's own cookie holds the user's id only.
/// </summary>
/// <remarks>
/// Users of several types may have one id, and the cookie does not say whose it is: each type keeps its own stamp. A token that takes
/// the cookie's place is of one type, which <see cref="LogInOwner"/> tells, and has that one's stamp only.
/// </remarks>
internal sealed class LogInStamp<TUser> : IPostConfigureOptions<CookieAuthenticationOptions>
    where TUser : class
{
    private static readonly string Claim = $"stamp of {typeof(TUser)}";

    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        if (name != IdentityConstants.TwoFactorUserIdScheme)
        {
            return;
        }

        var (signingIn, validating) = (options.Events.OnSigningIn, options.Events.OnValidatePrincipal);
        options.Events.OnSigningIn = async context =>
        {
            await signingIn(context).ConfigureAwait(false);
            if (context.Principal?.Identity is ClaimsIdentity identity
                && await StampAsync(context.HttpContext, context.Principal).ConfigureAwait(false) is { } stamp)
            {
                identity.AddClaim(ClaimOf(stamp));
            }
        };
        options.Events.OnValidatePrincipal = async context =>
        {
            await validating(context).ConfigureAwait(false);
            if (context.Principal is { } principal && IsOurs(context.HttpContext)
                && await StampAsync(context.HttpContext, principal).ConfigureAwait(false) is { } stamp
                && principal.FindFirstValue(Claim) != stamp)
            {
                context.RejectPrincipal();
            }
        };
    }

    /// <summary>What a log-in that waits for its code has of the stamp, wherever it is kept.</summary>
    internal static Claim ClaimOf(string stamp) => new(Claim, stamp);

    private static bool IsOurs(HttpContext context) =>
        context.Features.Get<LogInOwner>() is not { } owner || owner.UserType == typeof(TUser);

    // The stamp as stored now; null where this type has no such user.
    [SuppressMessage("Design", "CA1031", Justification = "The id may be another type's, which this one's store cannot read. A stamp that is missing later ends the log-in.")]
    private static async Task<string?> StampAsync(HttpContext context, ClaimsPrincipal principal)
    {
        if (principal.FindFirstValue(ClaimTypes.Name) is not { } id)
        {
            return null;
        }

        var scope = context.RequestServices.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            try
            {
                var users = scope.ServiceProvider.GetRequiredService<UserManager<TUser>>();
                return users.SupportsUserSecurityStamp && await users.FindByIdAsync(id).ConfigureAwait(false) is { } user
                    ? await users.GetSecurityStampAsync(user).ConfigureAwait(false) : null;
            }
            catch (Exception)
            {
                return null;
            }
        }
    }
}
