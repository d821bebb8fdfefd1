using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Api;

/// <summary>How a request wants to be signed in, in the words of <c>MapIdentityApi</c>: by bearer tokens unless it asks for a cookie.</summary>
/// <param name="UseCookies">Whether by a cookie that outlives the browser.</param>
/// <param name="UseSessionCookies">Whether by one that ends with it.</param>
internal readonly record struct SignInWay(bool? UseCookies, bool? UseSessionCookies)
{
    public bool IsCookie => UseCookies is true || UseSessionCookies is true;

    public bool IsPersistent => UseCookies is true && UseSessionCookies is not true;

    public string Scheme => IsCookie ? IdentityConstants.ApplicationScheme : IdentityConstants.BearerScheme;

    /// <summary>The same, before it is known whether the query can be read at all.</summary>
    public static bool AsksForCookie(HttpRequest request) =>
        Asks(request, "useCookies") || Asks(request, "useSessionCookies");

    private static bool Asks(HttpRequest request, string name) => bool.TryParse(request.Query[name], out var value) && value;
}
