using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>What an owner sees of sign-ins and remembered devices, and how they are ended.</summary>
public sealed class SessionList(SignInManager<AppUser> signIn, AppDb database, TimeProvider clock)
{
    private const int Most = 50;

    public string? CurrentId => Sessions.CurrentId(signIn.Context);

    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The newest first, those of the last 30 days.</summary>
    public async Task<IReadOnlyList<UserSession>> ListAsync(AppUser user) =>
        await database.Sessions.AsNoTracking().Where(session => session.UserId == user.Id)
            .OrderByDescending(session => session.StartedAt).Take(Most).ToListAsync(signIn.Context.RequestAborted);

    /// <summary>Ends one of the user's own sessions or devices, whatever id a form sends.</summary>
    public Task EndAsync(AppUser user, string? id) => EndAsync(database.Sessions.Where(session => session.UserId == user.Id && session.Id == id));

    /// <summary>Ends all but this one, and forgets all devices.</summary>
    public Task EndOthersAsync(AppUser user)
    {
        var current = CurrentId;
        return EndAsync(database.Sessions.Where(session => session.UserId == user.Id && session.Id != current));
    }

    /// <summary>Ends every one, and forgets all devices.</summary>
    public Task EndAllAsync(AppUser user) => EndAsync(database.Sessions.Where(session => session.UserId == user.Id));

    private Task<int> EndAsync(IQueryable<UserSession> sessions)
    {
        var now = Now;
        return sessions.Where(session => session.EndsAt > now)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.EndsAt, now), CancellationToken.None);
    }
}
