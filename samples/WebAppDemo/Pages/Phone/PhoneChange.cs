using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>Gives a user a phone number, or another one: the number counts once the code spoken on it was typed.</summary>
public sealed partial class PhoneChange(
    IVoiceCodeManager<AppUser> codes,
    CodeCalls calls,
    UserManager<AppUser> users,
    SignInManager<AppUser> signIn,
    ReauthenticationService reauthentication,
    WaysIn ways,
    StepUpService stepUp,
    SessionList sessions,
    PhoneNotice notice,
    IDataProtectionProvider protection,
    TimeProvider clock,
    ILogger<PhoneChange> logger)
{
    private static readonly TimeSpan SealLife = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether the password must be typed: always to replace a number, which guards the account; for the first one
    /// only if the sign-in is not recent. Where there is none, a new sign-in takes its place.
    /// </summary>
    public async Task<bool> NeedsPasswordAsync(AppUser user) =>
        await ways.HasPasswordAsync(user) && (user.PhoneNumber is not null || !await reauthentication.IsRecentAsync());

    /// <summary>Whether the user has to sign in again first, for want of a password.</summary>
    public Task<bool> NeedsSignInAsync(AppUser user) => reauthentication.NeedsSignInAsync(user);

    /// <summary>Whether the number is the only way into the account, and so cannot be removed.</summary>
    public Task<bool> IsOnlyWayAsync(AppUser user) => ways.NeedsPhoneAsync(user);

    /// <summary>Whether the present second factor must be proved first.</summary>
    public Task<bool> NeedsFactorAsync(AppUser user) => stepUp.NeedsFactorAsync(user);

    /// <summary>Rings the new number.</summary>
    public async Task<PhoneChangeStep> StartAsync(AppUser user, string? typed, string? password)
    {
        if (await NeedsSignInAsync(user))
        {
            return PhoneChangeStep.SignInNeeded;
        }

        if (await NeedsFactorAsync(user))
        {
            return PhoneChangeStep.FactorNeeded;
        }

        var wrong = await NeedsPasswordAsync(user) ? await reauthentication.CheckAsync(user, password) : null;
        return PhoneNumber.TryParse(typed, out var number, out var error) && wrong is null
            ? await CallAgainAsync(user, number.E164, before: null)
            : new PhoneChangeStep
            {
                NumberProblem = error is PhoneNumberError.None ? null : $"Phone/Number{error}",
                PasswordProblem = wrong,
            };
    }

    /// <summary>
    /// The number as it travels with a form, so that a page acts on the number that it shows, whatever another tab has asked
    /// for since. Nobody but us can make one, and it is the user's only.
    /// </summary>
    public string Seal(AppUser user, string number) => Protector(user).Protect(
        string.Create(CultureInfo.InvariantCulture, $"{(clock.GetUtcNow() + SealLife).ToUnixTimeSeconds()} {number}"));

    /// <summary>The number of a form; null if it is none that this user was shown.</summary>
    public string? Open(AppUser user, string? seal)
    {
        try
        {
            return seal is not null && Protector(user).Unprotect(seal).Split(' ') is [var ends, var number]
                && long.Parse(ends, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? number : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>What the page shows of the call to a new number.</summary>
    public Task<CodeState> StateAsync(AppUser user, CodeEntry entry) => calls.StateAsync(user, entry);

    /// <summary>Checks the code; a right one makes the number the user's. Every other session ends, this one goes on.</summary>
    public async Task<PhoneChangeStep> ConfirmAsync(AppUser user, string number, string? code, CodeEntry? before)
    {
        var (previous, wasOn) = (Confirmed(user), user.TwoFactorEnabled);
        var check = await codes.ChangePhoneNumberAsync(user, number, code);
        if (check.Errors.Any(error => error.Code == nameof(VoiceCodeErrorDescriber.DuplicatePhoneNumber)))
        {
            return new PhoneChangeStep { NumberProblem = "Phone/NumberHeld" };
        }

        if (!check.Succeeded)
        {
            return new PhoneChangeStep { Entry = calls.After(check, user, before, number) };
        }

        await TellAsync(user.Id, previous, wasOn);
        return PhoneChangeStep.Done;
    }

    /// <summary>Takes the number away, after the same proofs. Without an authenticator app the second step is off then.</summary>
    public async Task<PhoneChangeStep> RemoveAsync(AppUser user, string? password)
    {
        if (await NeedsSignInAsync(user))
        {
            return PhoneChangeStep.SignInNeeded;
        }

        if (await NeedsFactorAsync(user))
        {
            return PhoneChangeStep.FactorNeeded;
        }

        if (await IsOnlyWayAsync(user))
        {
            return new PhoneChangeStep { PasswordProblem = "Phone/OnlyWay" };
        }

        if (await reauthentication.CheckAsync(user, password) is { } wrong)
        {
            return new PhoneChangeStep { PasswordProblem = wrong };
        }

        var (previous, wasOn) = (Confirmed(user), user.TwoFactorEnabled);
        user.TwoFactorEnabled = user is { TwoFactorEnabled: true, HasAuthenticator: true };
        if (!(await users.SetPhoneNumberAsync(user, null)).Succeeded)
        {
            return new PhoneChangeStep { PasswordProblem = "SecondFactor/ChangedElsewhere" };
        }

        await signIn.RefreshSignInAsync(user);
        await TellAsync(user.Id, previous, wasOn);
        return PhoneChangeStep.Done;
    }

    /// <summary>Rings the number that waits to be confirmed.</summary>
    public async Task<PhoneChangeStep> CallAgainAsync(AppUser user, string number, CodeEntry? before)
    {
        var entry = await calls.RingAsync(user, VoiceCodePurpose.ChangePhoneNumber(number), before, number);
        return entry.Reason is VoiceCodeReason.DestinationNotAllowed or VoiceCodeReason.InvalidPhoneNumber
            ? new PhoneChangeStep { NumberProblem = "Phone/NumberNotCallable" } : new PhoneChangeStep { Entry = entry };
    }

    private static string? Confirmed(AppUser user) => user.PhoneNumberConfirmed ? user.PhoneNumber : null;

    private async Task TellAsync(string userId, string? previous, bool wasOn)
    {
        var user = await notice.SendAsync(userId, previous, wasOn);
        // At once, and not at the next check of their stamps.
        await sessions.EndOthersAsync(user);
        Log.PhoneChanged(logger, userId);
    }

    private IDataProtector Protector(AppUser user) => protection.CreateProtector("phone change", user.Id);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The phone number of user {UserId} was changed.")]
        public static partial void PhoneChanged(ILogger logger, string userId);
    }
}
