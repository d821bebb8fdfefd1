using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.UI.Services;
using Microsoft.EntityFrameworkCore;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>
/// Tells the owner by e-mail that the phone was changed. For a week after the first change the link of each such e-mail has the number
/// back that was there before it, however often it was changed since.
/// </summary>
/// <remarks>A first number has no link: who reads the e-mails alone must not take the second factor away.</remarks>
public sealed class PhoneNotice(
    UserManager<AppUser> users,
    SessionList sessions,
    AppDb database,
    IDataProtectionProvider protection,
    LinkGenerator links,
    IHttpContextAccessor request,
    Words words,
    TimeProvider clock,
    IEmailSender? mail = null)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private readonly IDataProtector _protector = protection.CreateProtector("phone undo");

    /// <summary>Keeps what can be had back, and writes to the user after a change.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="before">The confirmed number before the change; null if there was none.</param>
    /// <param name="wasOn">Whether the second step was on before it.</param>
    /// <returns>The user as it is stored now.</returns>
    public async Task<AppUser> SendAsync(string userId, string? before, bool wasOn)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var until = now + (long)Life.TotalSeconds;
        var safeguards = await database.SafeguardsOfAsync(userId);
        // Only the first change of a week: a second one must not make the first one's number the one to have back.
        if (before is not null)
        {
            await safeguards.Where(row => row.PhoneBeforeUntil <= now)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.PhoneBefore, before).SetProperty(row => row.WasOnBefore, wasOn)
                    .SetProperty(row => row.PhoneBeforeUntil, until));
        }

        var user = await database.Users.AsNoTracking().SingleAsync(user => user.Id == userId);
        var kept = await safeguards.AsNoTracking().SingleAsync();
        // Whose account began with a phone may have no address.
        if (mail is not null && user.Email is { } email)
        {
            var number = PhoneNumber.TryParse(user.PhoneNumber, out var parsed, out _) ? parsed.Masked : words["Phone/NoNumber"];
            await mail.SendEmailAsync(email, words["Phone/ChangedSubject"], kept.PhoneBeforeUntil > now
                ? words["Phone/ChangedMail", number, Link(kept)] : words["Phone/AddedMail", number]);
        }

        return user;
    }

    /// <summary>Whether a link can still undo something.</summary>
    public async Task<bool> CanUndoAsync(string? seal) => await OpenAsync(seal) is not null;

    /// <summary>Has the number of before again, and ends every session: who changed it may hold one.</summary>
    /// <returns>Whether it was undone.</returns>
    public async Task<bool> UndoAsync(string? seal)
    {
        if (await OpenAsync(seal) is not { } kept || await users.FindByIdAsync(kept.UserId) is not { } user)
        {
            return false;
        }

        // Good once, also for two who press at once.
        var row = (await database.SafeguardsOfAsync(user.Id)).Where(row => row.PhoneBeforeUntil == kept.PhoneBeforeUntil);
        if (await row.ExecuteUpdateAsync(set => set.SetProperty(row => row.PhoneBeforeUntil, 0)) is 0)
        {
            return false;
        }

        // No protection is lowered: what is on stays on, and what was on before is on again.
        (user.PhoneNumber, user.PhoneNumberConfirmed, user.TwoFactorEnabled) =
            (kept.PhoneBefore, true, user.TwoFactorEnabled || kept.WasOnBefore);
        if (!(await users.UpdateSecurityStampAsync(user)).Succeeded)
        {
            // Changed elsewhere at this moment: it can be tried again.
            await (await database.SafeguardsOfAsync(user.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.PhoneBeforeUntil, kept.PhoneBeforeUntil));
            return false;
        }

        await sessions.EndAllAsync(user);
        return true;
    }

    private string Link(Safeguards kept) => links.GetUriByPage(request.HttpContext!, "/Phone/Undo", values: new
    {
        seal = _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{kept.PhoneBeforeUntil} {kept.UserId}")),
    })!;

    private async Task<Safeguards?> OpenAsync(string? seal)
    {
        try
        {
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            return seal is not null && _protector.Unprotect(seal).Split(' ', 2) is [var until, var id]
                && long.Parse(until, CultureInfo.InvariantCulture) is var end && end > now
                // A number that another account has proved since is not taken from it: then support helps.
                ? await database.Safeguards.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == id && row.PhoneBeforeUntil == end
                    && !database.Users.Any(other => other.Id != id && other.PhoneNumberConfirmed && other.PhoneNumber == row.PhoneBefore))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
