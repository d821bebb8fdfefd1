using Microsoft.AspNetCore.Identity;
using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>Gives a user a phone number, or another one: the number counts once the code spoken on it was typed.</summary>
public sealed partial class PhoneChange(
    SignInManager<AppUser> signIn,
    VoiceCodeManager<AppUser> codes,
    Reauthentication reauthentication,
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

        return await CallAsync(user, number.E164, before: null);
    }

    /// <summary>Rings the number that waits to be confirmed.</summary>
    public Task<PhoneChangeStep> CallAgainAsync(AppUser user, CodeEntry entry) =>
        CallAsync(user, entry.NewNumber!, entry);

    /// <summary>Checks the code; a right one makes the number the user's.</summary>
    public async Task<PhoneChangeStep> ConfirmAsync(AppUser user, string? code, CodeEntry entry)
    {
        if (!codes.CanBeCode(code))
        {
            return new PhoneChangeStep { Entry = CodeEntry.After(VoiceCodeReason.Malformed, user, entry, clock) };
        }

        var result = await signIn.UserManager.ChangePhoneNumberAsync(user, entry.NewNumber!, code!);
        if (!result.Succeeded)
        {
            return new PhoneChangeStep { Entry = CodeEntry.After(codes.LastVerification, user, entry, clock) };
        }

        // The change ended every other session; this one goes on.
        await signIn.RefreshSignInAsync(user);
        Log.PhoneChanged(logger, user.Id);
        return PhoneChangeStep.Done;
    }

    private async Task<PhoneChangeStep> CallAsync(AppUser user, string number, CodeEntry? before)
    {
        var call = await codes.RequestCallAsync(user, VoiceCodePurpose.ChangePhoneNumber(number));
        return call.Reason is VoiceCodeReason.DestinationNotAllowed or VoiceCodeReason.InvalidPhoneNumber
            ? new PhoneChangeStep { NumberProblem = CodeWords.Say(call) }
            : new PhoneChangeStep { Entry = CodeEntry.After(call, user, before, clock, number) };
    }

    private static partial class Log
    {
        // Where an application has an e-mail sender, it also tells the owner.
        [LoggerMessage(1, LogLevel.Information, "The phone number of user {UserId} was changed.")]
        public static partial void PhoneChanged(ILogger logger, string userId);
    }
}
