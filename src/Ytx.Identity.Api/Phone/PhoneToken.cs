using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Api;

/// <summary>
/// A number that waits to be confirmed, in the client's hands: it says that the proof was given for this number, for ten minutes. User
/// type, id and security stamp are what it is protected for, so it is nobody else's, and ends with a changed password or phone.
/// </summary>
internal static class PhoneToken<TUser>
    where TUser : class
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public static async Task<string> CreateAsync(HttpContext context, UserManager<TUser> users, TUser user, string number) =>
        (await ProtectorAsync(context, users, user).ConfigureAwait(false)).Protect(string.Create(
            CultureInfo.InvariantCulture, $"{(Now(context) + Lifetime).ToUnixTimeMilliseconds()} {number}"));

    /// <returns>The number in E.164; null if this user has no such token, or no longer.</returns>
    public static async Task<string?> ReadAsync(HttpContext context, UserManager<TUser> users, TUser user, string token)
    {
        var protector = await ProtectorAsync(context, users, user).ConfigureAwait(false);
        try
        {
            return protector.Unprotect(token).Split(' ') is [var ends, var number]
                && long.Parse(ends, CultureInfo.InvariantCulture) > Now(context).ToUnixTimeMilliseconds() ? number : null;
        }
        catch (CryptographicException)
        {
            // Data protection's only way to say no.
            return null;
        }
    }

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static async Task<IDataProtector> ProtectorAsync(HttpContext context, UserManager<TUser> users, TUser user) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector(
            "Ytx.Identity.Api.PhoneToken",
            typeof(TUser).ToString(),
            await users.GetUserIdAsync(user).ConfigureAwait(false),
            await users.GetSecurityStampAsync(user).ConfigureAwait(false));
}
