using Microsoft.AspNetCore.Identity;
using Ytx.Identity;

namespace WebAppDemo;

/// <summary>Turns the call at log-in on and off.</summary>
public sealed partial class SecondFactorSettings(
    SignInManager<AppUser> signIn,
    IVoiceCodeManager<AppUser> codes,
    Reauthentication reauthentication,
    ILogger<SecondFactorSettings> logger)
{
    /// <summary>Whether the password must be typed before a change.</summary>
    public async Task<bool> NeedsPasswordAsync() => !await reauthentication.IsRecentAsync();

    /// <summary>Makes recovery codes, and so ends those that there were. For the day on which the phone cannot be called.</summary>
    public async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(AppUser user) =>
        [.. await signIn.UserManager.GenerateNewTwoFactorRecoveryCodesAsync(user, number: 10) ?? []];

    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> TurnAsync(AppUser user, bool on, string? password)
    {
        if (await NeedsPasswordAsync() && await reauthentication.CheckAsync(user, password) is { } wrong)
        {
            return wrong;
        }

        // Identity would take the setting, and then nobody could log in without a recovery code.
        if (on && !await codes.CanCallAsync(user))
        {
            return "Confirm a phone number first; then turn the call on.";
        }

        var result = await signIn.UserManager.SetTwoFactorEnabledAsync(user, on);
        if (!result.Succeeded)
        {
            return "Your account was changed elsewhere at the same moment. Look at the page and try again.";
        }

        if (!on)
        {
            await signIn.ForgetTwoFactorClientAsync();
        }

        await signIn.RefreshSignInAsync(user);
        Log.Turned(logger, on ? "on" : "off", user.Id);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The second factor was turned {State} for user {UserId}.")]
        public static partial void Turned(ILogger logger, string state, string userId);
    }
}
