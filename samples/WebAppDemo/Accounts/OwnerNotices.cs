using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ytx.Identity;
using Ytx.Identity.Hooks;

namespace WebAppDemo;

/// <summary>
/// What somebody does with the number of an account, as rows that every open session of its owner shows until it is dismissed there:
/// dismissed in one session, which may be a thief's, the others still show it.
/// </summary>
public sealed class OwnerNotices(
    AppDb database, IServiceScopeFactory scopes, IHttpContextAccessor request, IOptions<VoiceCodeOptions> options, TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    // A way back is open for as long again as it was waited for.
    private long OpenSince => Now - (long)options.Value.PhoneSignIn.WayBackDelay.TotalSeconds;

    private string? SessionId => request.HttpContext is { } context ? Sessions.CurrentId(context) : null;

    /// <summary>A notice as a sentence by its name.</summary>
    public static string SentenceOf(OwnerNotice notice) => string.Create(CultureInfo.InvariantCulture,
        $"PhoneSignIn/Told{notice.Kind}|{notice.MaskedNumber}|{DateTimeOffset.FromUnixTimeSeconds(notice.EffectiveAt):O}");

    /// <summary>
    /// What a session that begins now need not show: what was done before it, and what brought it about. What still waits for an
    /// effect, or can still be stopped, it shows.
    /// </summary>
    public async Task<long> SeenBeforeAsync(string userId)
    {
        var since = OpenSince;
        var notices = database.Notices.Where(notice => notice.UserId == userId);
        return await notices.Where(notice => notice.EffectiveAt > since).MinAsync(notice => (long?)notice.Id) - 1
            ?? await notices.MaxAsync(notice => (long?)notice.Id) ?? 0;
    }

    public async Task AddAsync(PhoneNotice<AppUser> told, CancellationToken cancellationToken)
    {
        // Not with the request's database, where a change of the user may wait that is given up.
        await using var scope = scopes.CreateAsyncScope();
        var own = scope.ServiceProvider.GetRequiredService<AppDb>();
        own.Notices.Add(new OwnerNotice
        {
            UserId = told.User.Id,
            Kind = told.Kind,
            MaskedNumber = told.MaskedNumber,
            At = Now,
            EffectiveAt = told.EffectiveAt?.ToUnixTimeSeconds() ?? 0,
        });
        await own.SaveChangesAsync(cancellationToken);
        if (told.Kind is PhoneNoticeKind.WayBackUsed)
        {
            await WayBackEndedAsync(told.User);
        }

        var old = Now - (long)Sessions.Kept.TotalSeconds;
        await own.Notices.Where(notice => notice.UserId == told.User.Id && notice.At < old).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>What this session has not dismissed, oldest first.</summary>
    public async Task<IReadOnlyList<OwnerNotice>> UnseenAsync() => SessionId is not { } id ? []
        : await (
            from session in database.Sessions
            join notice in database.Notices on session.UserId equals notice.UserId
            where session.Id == id && notice.Id > session.SeenNotice
            orderby notice.Id
            select notice).AsNoTracking().ToListAsync();

    /// <summary>Dismisses in this session what was shown, and nothing newer.</summary>
    public async Task DismissAsync(long lastShown)
    {
        var id = SessionId;
        await database.Sessions.Where(session => session.Id == id && session.SeenNotice < lastShown)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.SeenNotice, lastShown), CancellationToken.None);
    }

    /// <summary>From when on the way back is open that somebody has asked for; null if nobody has.</summary>
    public async Task<DateTimeOffset?> WayBackAsync(AppUser user)
    {
        var since = OpenSince;
        var opens = await database.Notices
            .Where(notice => notice.UserId == user.Id && notice.Kind == PhoneNoticeKind.WayBackAsked && notice.EffectiveAt > since)
            .MaxAsync(notice => (long?)notice.EffectiveAt);
        return opens is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    /// <summary>Forgets the way back that was asked for: it was used, or stopped.</summary>
    public Task WayBackEndedAsync(AppUser user) => database.Notices
        .Where(notice => notice.UserId == user.Id && notice.Kind == PhoneNoticeKind.WayBackAsked)
        .ExecuteDeleteAsync(CancellationToken.None);
}
