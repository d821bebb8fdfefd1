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
/// Sessions as the server knows them: a log-in begins one, and it ends when the browser logs out, after an hour without a
/// visit, or 8 hours after the log-in whatever is done with it. A cookie alone would be good for whoever has a copy.
/// </summary>
/// <remarks>
/// Each is a row of Identity's own table of tokens: user, provider "session", random id, end. So every host on the database
/// agrees at once, a deleted user has none, and where the database is away nobody is logged in. Only a log-in writes a
/// row: a renewal that crosses a log-out on its way brings nothing back.
/// </remarks>
internal static partial class Sessions
{
    /// <summary>A session without a visit ends after this time.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    /// <summary>Any session ends this long after its log-in.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    private const string Provider = "session";
    private const string Id = "session";
    private const string Start = "logged-in-at";

    // What the request knows of its own session.
    private static readonly object Current = new();
    private static readonly object Unknown = new();

    /// <summary>When the person behind a session last logged in. The cookie's own time moves with every renewal.</summary>
    public static DateTimeOffset? LogInTime(AuthenticationProperties? properties) =>
        long.TryParse(properties?.GetString(Start), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    public static async Task BeginAsync(CookieSigningInContext context)
    {
        // A renewal carries the items over; only a log-in lacks them.
        if (context.Properties.Items.ContainsKey(Id))
        {
            return;
        }

        var now = Now(context.HttpContext);
        var session = new IdentityUserToken<string>
        {
            UserId = context.Principal!.FindFirstValue(ClaimTypes.NameIdentifier)!,
            LoginProvider = Provider,
            Name = RandomNumberGenerator.GetHexString(32, lowercase: true),
            Value = Seconds(now + Longest),
        };
        context.Properties.Items[Id] = session.Name;
        context.Properties.Items[Start] = Seconds(now);

        // Not with the request's database, where a change of the user may wait that was given up. And to the end, though the
        // browser may be gone: the code is used up.
        await using var scope = context.HttpContext.RequestServices.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDb>();
        database.UserTokens.Add(session);
        await database.SaveChangesAsync(CancellationToken.None);

        // This browser's earlier session, and what has ended by itself.
        var (earlier, ended) = (context.HttpContext.Items[Current] as string, Seconds(now));
        await database.UserTokens
            .Where(token => token.LoginProvider == Provider
                && (token.Name == earlier || (token.UserId == session.UserId && token.Value!.CompareTo(ended) <= 0)))
            .ExecuteDeleteAsync(CancellationToken.None);
    }

    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        try
        {
            if (await IsOpenAsync(context))
            {
                context.HttpContext.Items[Current] = context.Properties.GetString(Id);
                await SecurityStampValidator.ValidatePrincipalAsync(context);
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

    public static Task EndAsync(CookieSigningOutContext context)
    {
        // Not by authenticating once more: a sign-out may come from within the validation, which would wait for itself.
        var id = context.HttpContext.Items[Current] as string;
        return context.HttpContext.RequestServices.GetRequiredService<AppDb>().UserTokens
            .Where(token => token.LoginProvider == Provider && token.Name == id)
            .ExecuteDeleteAsync(CancellationToken.None);
    }

    /// <summary>Whether the request has a session of which the database did not say if it has ended.</summary>
    public static bool IsUnknown(HttpContext context) => context.Items.ContainsKey(Unknown);

    private static Task<bool> IsOpenAsync(CookieValidatePrincipalContext context)
    {
        var (user, id) = (context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), context.Properties.GetString(Id));
        var now = Seconds(Now(context.HttpContext));
        return context.HttpContext.RequestServices.GetRequiredService<AppDb>().UserTokens.AnyAsync(
            token => token.UserId == user && token.LoginProvider == Provider && token.Name == id
                && token.Value!.CompareTo(now) > 0,
            context.HttpContext.RequestAborted);
    }

    private static DateTimeOffset Now(HttpContext context) =>
        context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    // Ten digits until the year 2286, so they compare as text.
    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "The database does not say which sessions have ended, so their pages answer that one should try later.")]
        public static partial void Unknown(ILogger logger, DbException exception);
    }
}
