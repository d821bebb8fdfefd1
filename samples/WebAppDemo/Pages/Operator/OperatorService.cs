using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Ytx.Identity;
using Ytx.Identity.Hooks;
using Ytx.Identity.Phones;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>What an operator sees and does when somebody writes to support.</summary>
public sealed class OperatorService(
    UserManager<AppUser> users,
    IVoiceCodeManager<AppUser> codes,
    IPhoneAccounts<AppUser> accounts,
    IPhoneVerification phones,
    FactorTries tries,
    CallLog log,
    IOptions<VoiceCodeOptions> options,
    TimeProvider clock)
{
    private static readonly VoiceCodePurposeKind[] Kinds = Enum.GetValues<VoiceCodePurposeKind>();

    /// <summary>The user of an e-mail address, or of a number.</summary>
    public async Task<AppUser?> FindAsync(string text) => await users.FindByEmailAsync(text) ?? await accounts.FindByPhoneAsync(text);

    public Task<AppUser?> FindByIdAsync(string id) => users.FindByIdAsync(id);

    /// <summary>The events that name the user: those of a number at the door name nobody.</summary>
    public IReadOnlyList<VoiceCodeEvent> EventsOf(AppUser user) => log.Of(user.Id);

    /// <summary>How often each rule has denied a call in 72 hours, the most frequent first.</summary>
    public IReadOnlyList<(string Rule, int Count)> Denials() =>
        [.. log.Of(null).Where(seen => seen.DeniedBy is not null).CountBy(seen => seen.DeniedBy!.ToString())
            .OrderByDescending(rule => rule.Value).Select(rule => (rule.Key, rule.Value))];

    /// <summary>The calls of the last 24 hours, and how many there may be; null if there is no such limit.</summary>
    public (int Calls, int? Budget) Budget()
    {
        var since = clock.GetUtcNow() - TimeSpan.FromDays(1);
        return (log.Of(null).Count(seen => seen.Kind is VoiceCodeEventKind.Issued && seen.At > since), options.Value.Limits.DailyBudget);
    }

    /// <summary>Forgets wrong codes and passwords, after support has made sure who it is.</summary>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> UnlockAsync(AppUser user)
    {
        var isDone = true;
        foreach (var kind in Kinds)
        {
            isDone &= await codes.UnlockAsync(user, kind);
        }

        // What is typed at the door is counted for the number, which has no user there.
        isDone &= !user.PhoneNumberConfirmed || await phones.UnlockAsync(user.PhoneNumber);
        await tries.ClearAsync(user);
        await users.ResetAccessFailedCountAsync(user);
        return (await users.SetLockoutEndDateAsync(user, null)).Succeeded && isDone;
    }
}
