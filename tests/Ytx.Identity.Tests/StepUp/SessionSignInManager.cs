using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Identity.Tests.StepUp;

/// <summary>A sign-in manager whose sessions are in a scheme of their own.</summary>
public sealed class SessionSignInManager<TUser> : SignInManager<TUser>
    where TUser : class
{
    public SessionSignInManager(
        UserManager<TUser> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<TUser> claims, IOptions<IdentityOptions> options,
        ILogger<SessionSignInManager<TUser>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<TUser> confirmation)
        : base(users, context, claims, options, logger, schemes, confirmation) => AuthenticationScheme = typeof(TUser).Name;
}
