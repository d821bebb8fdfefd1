using System.Data.Common;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>
/// Sessions as the server knows them: a sign-in begins one, and it ends when the browser signs out or its owner ends it, after an hour
/// without a visit, or 8 hours after the sign-in whatever is done with it. A cookie alone would be good for whoever has a copy.
/// Remembered devices are known in the same way, for 14 days.
/// </summary>
/// <remarks>
/// Each is a row of the database. So every host on it agrees at once, a deleted user has none, and where the database is away nobody
/// is signed in. Only a sign-in writes a row: a renewal that crosses a sign-out on its way brings nothing back.
/// </remarks>
internal static partial class Sessions
{
    /// <summary>A session without a visit ends after this time.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    /// <summary>Any session ends this long after its sign-in.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>A device is remembered for this time.</summary>
    public static readonly TimeSpan DeviceLife = TimeSpan.FromDays(14);

    /// <summary>How long its owner sees one that has ended.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>The way of a sign-in that proved no second factor, also where the device is remembered.</summary>
    public const string ByPassword = "Sessions/ByPassword";

    /// <summary>The way of a sign-in that proved the phone and nothing else.</summary>
    public const string ByPhone = "Sessions/ByPhone";

    private const string Id = "session";
    private const string Start = "signed-in-at";

    // What the request knows of its own session.
    private static readonly object Current = new();
    private static readonly object Unknown = new();
    private static readonly object Way = new();

    /// <summary>When the person behind a session last signed in. The cookie's own time moves with every renewal.</summary>
    public static DateTimeOffset? SignInTime(AuthenticationProperties? properties) =>
        long.TryParse(properties?.GetString(Start), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>The session of this request; null if there is none.</summary>
    public static string? CurrentId(HttpContext context) => context.Items[Current] as string;

    /// <summary>Says how the sign-in that comes next in this request was proved: the name of a sentence.</summary>
    public static void SetWay(HttpContext context, string way) => context.Items[Way] = way;

    /// <summary>Whether the request has a session of which the database did not say if it has ended.</summary>
    public static bool IsUnknown(HttpContext context) => context.Items.ContainsKey(Unknown);

    /// <summary>Has the database know what a cookie stands for.</summary>
    /// <param name="options">The cookie's options.</param>
    /// <param name="isDevice">Whether it is that of a remembered device.</param>
    public static void Follow(CookieAuthenticationOptions options, bool isDevice)
    {
        options.Events.OnSigningIn = context => BeginAsync(context, isDevice);
        options.Events.OnValidatePrincipal = context => ValidateAsync(context, isDevice);
        options.Events.OnSigningOut = context => EndAsync(context, isDevice);
    }

    private static async Task BeginAsync(CookieSigningInContext context, bool isDevice)
    {
        // A renewal carries the items over; only a sign-in lacks them.
        if (context.Properties.Items.ContainsKey(Id))
        {
            return;
        }

        // Not with the request's database, where a change of the user may wait that was given up. And to the end, though the
        // browser may be gone: the code is used up.
        await using var scope = context.HttpContext.RequestServices.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = Now(context.HttpContext);
        // The cookie of a device has the id under the name only.
        var userId = context.Principal!.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.Principal!.FindFirstValue(ClaimTypes.Name)!;
        var session = new UserSession
        {
            UserId = userId,
            Id = RandomNumberGenerator.GetHexString(32, lowercase: true),
            IsDevice = isDevice,
            StartedAt = now,
            EndsAt = now + (long)(isDevice ? DeviceLife : Longest).TotalSeconds,
            SeenNotice = await scope.ServiceProvider.GetRequiredService<OwnerNotices>().SeenBeforeAsync(userId),
            Way = context.HttpContext.Items[Way] as string,
            Browser = BrowserName.Of(context.HttpContext.Request.Headers.UserAgent),
        };
        context.Properties.Items[Id] = session.Id;
        context.Properties.Items[Start] = now.ToString(CultureInfo.InvariantCulture);

        database.Sessions.Add(session);
        await database.SaveChangesAsync(CancellationToken.None);

        // This browser's earlier session, and what nobody needs to see any more.
        if (!isDevice && CurrentId(context.HttpContext) is { } earlier)
        {
            await EndAsync(database, earlier, now);
        }

        var old = now - (long)Kept.TotalSeconds;
        await database.Sessions.Where(row => row.UserId == session.UserId && row.EndsAt < old)
            .ExecuteDeleteAsync(CancellationToken.None);
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context, bool isDevice)
    {
        try
        {
            if (await IsOpenAsync(context, isDevice))
            {
                context.HttpContext.Items[isDevice ? typeof(UserSession) : Current] = context.Properties.GetString(Id);
                await (isDevice ? SecurityStampValidator.ValidateAsync<ITwoFactorSecurityStampValidator>(context)
                    : SecurityStampValidator.ValidatePrincipalAsync(context));
                return;
            }
        }
        catch (DbException exception)
        {
            Log.Unknown(context.HttpContext.RequestServices.GetRequiredService<ILogger<AppDb>>(), exception);
            context.HttpContext.Items[Unknown] = true;
        }

        context.RejectPrincipal();
    }

    private static async Task EndAsync(CookieSigningOutContext context, bool isDevice)
    {
        // Not by authenticating once more: a sign-out may come from within the validation, which would wait for itself.
        if (context.HttpContext.Items[isDevice ? typeof(UserSession) : Current] is string id)
        {
            await EndAsync(context.HttpContext.RequestServices.GetRequiredService<AppDb>(), id, Now(context.HttpContext));
        }
    }

    private static Task<int> EndAsync(AppDb database, string id, long now) =>
        database.Sessions.Where(session => session.Id == id && session.EndsAt > now)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.EndsAt, now), CancellationToken.None);

    private static Task<bool> IsOpenAsync(CookieValidatePrincipalContext context, bool isDevice)
    {
        var user = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.Principal?.FindFirstValue(ClaimTypes.Name);
        var id = context.Properties.GetString(Id);
        var now = Now(context.HttpContext);
        return context.HttpContext.RequestServices.GetRequiredService<AppDb>().Sessions.AnyAsync(
            session => session.Id == id && session.UserId == user && session.IsDevice == isDevice && session.EndsAt > now,
            context.HttpContext.RequestAborted);
    }

    private static long Now(HttpContext context) =>
        context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "The database does not say which sessions have ended, so their pages answer that one should try later.")]
        public static partial void Unknown(ILogger logger, DbException exception);
    }
}
