using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Phones;

/// <summary>
/// Which accounts were opened by phone in a browser, in a cookie of its own. It opens nothing: it only says that nobody needs to be told.
/// </summary>
internal sealed class KnownDevices(IDataProtectionProvider protection)
{
    private const string Cookie = ".Ytx.PhoneDevice";
    private const int MaxAccounts = 5;

    // As long as browsers keep a cookie.
    private static readonly TimeSpan Life = TimeSpan.FromDays(400);

    private readonly IDataProtector _protector = protection.CreateProtector("Ytx.PhoneDevice");

    public bool Knows(HttpContext context, UserKey user) => Read(context).Contains(TextOf(user), StringComparer.Ordinal);

    public void Add(HttpContext context, UserKey user)
    {
        var accounts = Read(context).Where(each => each != TextOf(user)).Prepend(TextOf(user)).Take(MaxAccounts);
        context.Response.Cookies.Append(Cookie, _protector.Protect(string.Join('\n', accounts)), new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
            MaxAge = Life,
        });
    }

    private string[] Read(HttpContext context)
    {
        try
        {
            return context.Request.Cookies[Cookie] is { } sealedAccounts ? _protector.Unprotect(sealedAccounts).Split('\n') : [];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    private static string TextOf(UserKey user) => $"{user.UserType} {user.UserId}";
}
