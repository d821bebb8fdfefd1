using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace WebAppDemo;

/// <summary>
/// When the person behind a session last logged in. The cookie's own time cannot tell: it moves with every renewal.
/// </summary>
internal static class LogInTime
{
    private const string Item = "logged-in-at";

    public static Task RecordAsync(CookieSigningInContext context)
    {
        // A renewal carries the item over; only a log-in lacks it.
        var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        context.Properties.Items.TryAdd(Item, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    public static DateTimeOffset? In(AuthenticationProperties? properties) =>
        long.TryParse(properties?.GetString(Item), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
