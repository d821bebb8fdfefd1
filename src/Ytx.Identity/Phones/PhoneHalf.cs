using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Phones;

/// <summary>
/// A log-in whose first step was the phone, in Identity's own cookie of a log-in that waits. A call to the same phone would prove the
/// same thing twice, so it is no second step of it.
/// </summary>
internal sealed class PhoneHalf(IHttpContextAccessor requests, IAuthenticationSchemeProvider schemes)
{
    /// <summary>How the first step was taken, as Identity notes it for external log-ins.</summary>
    public const string Method = "YtxPhone";

    public static ClaimsPrincipal Of(string userId) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, userId), new Claim(ClaimTypes.AuthenticationMethod, Method)], IdentityConstants.TwoFactorUserIdScheme));

    /// <summary>Whether the log-in that waits in this request began with the phone.</summary>
    public async ValueTask<bool> WaitsAsync() => requests.HttpContext is { } context
        && await schemes.GetSchemeAsync(IdentityConstants.TwoFactorUserIdScheme).ConfigureAwait(false) is not null
        && (await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme).ConfigureAwait(false)).Principal
            ?.FindFirstValue(ClaimTypes.AuthenticationMethod) is Method;
}
