using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ytx.Identity.Api;

/// <summary>The user who is signed in, as stored: a feature that the filter sets.</summary>
/// <param name="User">The user.</param>
/// <param name="IsBearer">Whether by a bearer token.</param>
internal sealed record SignedIn<TUser>(TUser User, bool IsBearer)
    where TUser : class
{
    public static SignedIn<TUser> In(HttpContext context) => context.Features.GetRequiredFeature<SignedIn<TUser>>();
}
