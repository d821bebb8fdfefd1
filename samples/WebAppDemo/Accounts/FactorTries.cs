using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>
/// The limit of tries of app codes and recovery codes, over all sessions, written before the comparison: ten in a row, then one in ten
/// minutes, fifty at most until support unlocks (NIST SP 800-63B-4, 3.2.2). Identity's lockout counts in two steps, and from zero
/// again after each.
/// </summary>
public sealed class FactorTries(AppDb database, TimeProvider clock)
{
    private const int Free = 10;
    private const int Most = 50;
    private const int PauseSeconds = 600;
    private const int CodeLifeSeconds = 300;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Takes a try.</summary>
    /// <returns>Whether there was one left.</returns>
    public async Task<bool> TakeAsync(AppUser user)
    {
        var now = Now;
        return await (await database.SafeguardsOfAsync(user.Id))
            .Where(row => row.FactorTries < Most && (row.FactorTries < Free || row.FactorTriedAt <= now - PauseSeconds))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.FactorTries, row => row.FactorTries + 1)
                .SetProperty(row => row.FactorTriedAt, now)) > 0;
    }

    /// <summary>After a success, or by support.</summary>
    public async Task ClearAsync(AppUser user) => await (await database.SafeguardsOfAsync(user.Id))
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.FactorTries, 0));

    /// <summary>Uses up a right code of an app, which is good once (RFC 6238, 5.2).</summary>
    /// <returns>Whether it had not been used.</returns>
    public async Task<bool> UseAppCodeAsync(AppUser user, string digits)
    {
        var now = Now;
        return await (await database.SafeguardsOfAsync(user.Id))
            .Where(row => row.LastAppCode != digits || row.LastAppCodeAt <= now - CodeLifeSeconds)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastAppCode, digits).SetProperty(row => row.LastAppCodeAt, now)) > 0;
    }
}
