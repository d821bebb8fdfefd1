using Microsoft.AspNetCore.Identity;
using Ytx.Identity;

namespace WebAppDemo;

/// <summary>Turns the second step of signing in on and off.</summary>
public sealed partial class SecondFactorSettings(
    SignInManager<AppUser> signIn,
    IVoiceCodeManager<AppUser> codes,
    WaysIn ways,
    SessionList sessions,
    FactorNotice notice,
    ILogger<SecondFactorSettings> logger)
{
    private const int RecoveryCodes = 10;

    /// <summary>Whether a password is the first step, so that a call can be the second. Without one the phone is the first.</summary>
    public Task<bool> BeginsWithPasswordAsync(AppUser user) => ways.HasPasswordAsync(user);

    /// <summary>Whether there is a second step to ask for: a call or an app.</summary>
    public async Task<bool> CanAskAsync(AppUser user) =>
        user.HasAuthenticator || (await BeginsWithPasswordAsync(user) && await codes.CanCallAsync(user));

    /// <summary>
    /// Makes recovery codes, and so ends those that there were: for the day on which the phone cannot be called. It is
    /// not on yet; whoever does not keep the codes is not locked out.
    /// </summary>
    /// <returns>The codes, or what is wrong.</returns>
    public async Task<(IReadOnlyList<string> Codes, string? Problem)> PrepareAsync(AppUser user)
    {
        // Identity would take the setting, and then nobody could sign in without a recovery code.
        return !user.TwoFactorEnabled && !await CanAskAsync(user)
            ? ([], "SecondFactor/PhoneFirst")
            : ([.. await signIn.UserManager.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes) ?? []], null);
    }

    /// <summary>Which of several second steps comes first.</summary>
    public async Task PreferAsync(AppUser user, SecondStep step)
    {
        user.PreferredStep = step;
        await signIn.UserManager.UpdateAsync(user);
    }

    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> TurnOnAsync(AppUser user) =>
        await CanAskAsync(user) ? await TurnAsync(user, on: true) : "SecondFactor/PhoneFirst";

    /// <returns>What is wrong; null if it is done.</returns>
    public Task<string?> TurnOffAsync(AppUser user) => TurnAsync(user, on: false);

    private async Task<string?> TurnAsync(AppUser user, bool on)
    {
        var result = await signIn.UserManager.SetTwoFactorEnabledAsync(user, on);
        if (!result.Succeeded)
        {
            return "SecondFactor/ChangedElsewhere";
        }

        if (!on)
        {
            await signIn.ForgetTwoFactorClientAsync();
        }

        // The new stamp ends them anyway, at the next look at it.
        await sessions.EndOthersAsync(user);
        await signIn.RefreshSignInAsync(user);
        await notice.SendAsync(user, on ? "SecondFactor/WasTurnedOn" : "SecondFactor/WasTurnedOff");
        Log.Turned(logger, on ? "on" : "off", user.Id);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The second factor was turned {State} for user {UserId}.")]
        public static partial void Turned(ILogger logger, string state, string userId);
    }
}
