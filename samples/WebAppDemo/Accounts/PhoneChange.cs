using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>Gives a user a phone number, or another one: the number counts once the code spoken on it was typed.</summary>
public sealed partial class PhoneChange(
    IVoiceCodeManager<AppUser> codes,
    Reauthentication reauthentication,
    IDataProtectionProvider protection,
    TimeProvider clock,
    ILogger<PhoneChange> logger)
{
    /// <summary>
    /// Whether the password must be typed: always to replace a number, which guards the account; for the first one
    /// only if the log-in is not recent.
    /// </summary>
    public async Task<bool> NeedsPasswordAsync(AppUser user) =>
        user.PhoneNumber is not null || !await reauthentication.IsRecentAsync();

    /// <summary>Rings the new number.</summary>
    public async Task<PhoneChangeStep> StartAsync(AppUser user, string? typed, string? password)
    {
        // The password first: without it, nothing is said about any number.
        if (await NeedsPasswordAsync(user) && await reauthentication.CheckAsync(user, password) is { } wrong)
        {
            return new PhoneChangeStep { PasswordProblem = wrong };
        }

        if (!PhoneNumber.TryParse(typed, out var number, out var error))
        {
            return new PhoneChangeStep { NumberProblem = PhoneNumber.Explain(error) };
        }

        return await CallAgainAsync(user, number.E164, before: null);
    }

    /// <summary>
    /// The number as it travels with a form, so that a page acts on the number that it shows, whatever another tab has asked
    /// for since. Nobody but us can make one, and it is the user's only.
    /// </summary>
    public string Seal(AppUser user, string number) => Protector(user).Protect(number);

    /// <summary>The number of a form; null if it is none that this user was shown.</summary>
    public string? Open(AppUser user, string? seal)
    {
        try
        {
            return seal is null ? null : Protector(user).Unprotect(seal);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>How the call is going that an entry is about.</summary>
    public Task<VoiceCallStatus?> FindCallAsync(AppUser user, CodeEntry? entry) => codes.GetCallAsync(user, entry?.CallId);

    /// <summary>Checks the code; a right one makes the number the user's. Every other session ends, this one goes on.</summary>
    public async Task<PhoneChangeStep> ConfirmAsync(AppUser user, string number, string? code, CodeEntry? before)
    {
        var check = await codes.ChangePhoneNumberAsync(user, number, code);
        if (!check.Succeeded)
        {
            return new PhoneChangeStep { Entry = CodeEntry.After(check, user, before, clock, number) };
        }

        Log.PhoneChanged(logger, user.Id);
        return PhoneChangeStep.Done;
    }

    /// <summary>Rings the number that waits to be confirmed.</summary>
    public async Task<PhoneChangeStep> CallAgainAsync(AppUser user, string number, CodeEntry? before)
    {
        var call = await codes.RequestCallAsync(user, VoiceCodePurpose.ChangePhoneNumber(number));
        return call.Reason is VoiceCodeReason.DestinationNotAllowed or VoiceCodeReason.InvalidPhoneNumber
            ? new PhoneChangeStep { NumberProblem = CodeWords.Say(call) }
            : new PhoneChangeStep { Entry = CodeEntry.After(call, await FindCallAsync(user, before), user, before, clock, number) };
    }

    private IDataProtector Protector(AppUser user) => protection.CreateProtector("phone change", user.Id);

    private static partial class Log
    {
        // Where an application has an e-mail sender, it also tells the owner.
        [LoggerMessage(1, LogLevel.Information, "The phone number of user {UserId} was changed.")]
        public static partial void PhoneChanged(ILogger logger, string userId);
    }
}
