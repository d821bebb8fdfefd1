using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
#if (userInData)
using Company.Site.Data;
#endif
using Ytx.Identity;
using Ytx.Voice;

namespace Company.Site.Components.Account.Pages.Manage;

/// <summary>
/// Adds, changes and removes the phone number, and turns two-step sign-in on and off. A number counts once the code was typed that was
/// spoken on it. Whatever weakens the account or changes the number asks for the password; users without one are not asked.
/// </summary>
public partial class Phone
{
    private const int RecoveryCodes = 10;
    private static readonly TimeSpan SealLife = TimeSpan.FromMinutes(15);

    private SiteUser? user;
    private VoiceStep step = new();
    private string? problem;
    private string? newNumber;
    private string? maskedNumber;
    private bool isConfirmed;
    private bool hasPassword;
    private bool isOn;
    private string[]? recoveryCodes;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm]
    private string? Number { get; set; }

    [SupplyParameterFromForm]
    private string? Password { get; set; }

    [SupplyParameterFromForm]
    private string? Code { get; set; }

    // The number that is being confirmed, as it travels with the forms: sealed, for this user.
    [SupplyParameterFromForm]
    private string? Seal { get; set; }

    // Whether the page had a field for a code when its button was pressed: a form that is posted must be there again to be taken.
    [SupplyParameterFromForm]
    private bool HasCode { get; set; }

    [SupplyParameterFromForm]
    private bool TurnOn { get; set; }

    protected override async Task OnInitializedAsync()
    {
        user = await UserManager.GetUserAsync(HttpContext.User);
        if (user is null)
        {
            RedirectManager.RedirectToInvalidUser(UserManager, HttpContext);
            return;
        }

        maskedNumber = VoiceWords.Mask(await UserManager.GetPhoneNumberAsync(user));
        isConfirmed = await UserManager.IsPhoneNumberConfirmedAsync(user);
        hasPassword = await UserManager.HasPasswordAsync(user);
        isOn = await UserManager.GetTwoFactorEnabledAsync(user);
        newNumber = await OpenSealAsync(user);
        step = new(HasCode: HasCode);
    }

    private async Task CallNumberAsync()
    {
        if (!PhoneNumber.TryParse(Number, out var number, out var error))
        {
            problem = Describer.InvalidPhoneNumber(error);
        }
        else if (user is not null && await IsPasswordRightAsync(user))
        {
            await RingAsync(user, number.E164);
        }
    }

    private async Task CallAgainAsync()
    {
        if (user is not null && IsSealGood())
        {
            await RingAsync(user, newNumber);
        }
    }

    private async Task ConfirmAsync()
    {
        if (user is null || !IsSealGood())
        {
            return;
        }

        var check = await VoiceCodes.ChangePhoneNumberAsync(user, newNumber, Code);
        if (check.Succeeded)
        {
            RedirectManager.RedirectToCurrentPageWithStatus(VoiceWords.Confirmed, HttpContext);
            return;
        }

        step = VoiceStep.After(check, Describer.Describe(check));
    }

    private Task TurnAsync() => user is null ? Task.CompletedTask : TurnOn ? TurnOnAsync(user) : TurnOffAsync(user);

    private async Task TurnOnAsync(SiteUser owner)
    {
        // Identity would turn it on for anybody, and whoever cannot be called would be outside.
        if (!await VoiceCodes.CanCallAsync(owner))
        {
            problem = VoiceWords.PhoneFirst;
            return;
        }

        // The way in for the day when the phone is lost, before it is needed.
        var recovery = await UserManager.CountRecoveryCodesAsync(owner) is 0
            ? await UserManager.GenerateNewTwoFactorRecoveryCodesAsync(owner, RecoveryCodes) : null;
        if (!await DoAsync(owner, UserManager.SetTwoFactorEnabledAsync(owner, true)))
        {
            return;
        }

        if (recovery is null)
        {
            RedirectManager.RedirectToCurrentPageWithStatus(VoiceWords.IsOn, HttpContext);
            return;
        }

        recoveryCodes = [.. recovery];
    }

    private async Task TurnOffAsync(SiteUser owner)
    {
        if (await IsPasswordRightAsync(owner) && await DoAsync(owner, UserManager.SetTwoFactorEnabledAsync(owner, false)))
        {
            await SignInManager.ForgetTwoFactorClientAsync();
            RedirectManager.RedirectToCurrentPageWithStatus(VoiceWords.IsOff, HttpContext);
        }
    }

    private async Task RemoveAsync()
    {
        // Where it is on, the number may be the only second step there is.
        if (isOn)
        {
            problem = VoiceWords.OffFirst;
            return;
        }

        if (user is not null && await IsPasswordRightAsync(user) && await DoAsync(user, UserManager.SetPhoneNumberAsync(user, null)))
        {
            RedirectManager.RedirectToCurrentPageWithStatus(VoiceWords.Removed, HttpContext);
        }
    }

    private async Task RingAsync(SiteUser owner, string number)
    {
        var call = await VoiceCodes.RequestCallAsync(owner, VoiceCodePurpose.ChangePhoneNumber(number));
        if (!HasCode && call.Reason is VoiceCodeReason.InvalidPhoneNumber or VoiceCodeReason.DestinationNotAllowed)
        {
            (problem, Seal) = (Describer.Describe(call), null);
            return;
        }

        step = VoiceStep.After(call, Describer.Describe(call), HasCode, Clock.GetUtcNow());
        Seal = (await ProtectorAsync(owner)).Protect(number, SealLife);
        newNumber = number;
    }

    private async Task<string?> OpenSealAsync(SiteUser owner)
    {
        try
        {
            return Seal is null ? null : (await ProtectorAsync(owner)).Unprotect(Seal);
        }
        catch (CryptographicException)
        {
            // Too old, or not ours.
            return null;
        }
    }

    [MemberNotNullWhen(true, nameof(newNumber))]
    private bool IsSealGood()
    {
        if (newNumber is null)
        {
            (problem, Seal) = (VoiceWords.EnterAgain, null);
        }

        return newNumber is not null;
    }

    private async Task<ITimeLimitedDataProtector> ProtectorAsync(SiteUser owner) =>
        Protection.CreateProtector("phone change", await UserManager.GetUserIdAsync(owner)).ToTimeLimitedDataProtector();

    private async Task<bool> IsPasswordRightAsync(SiteUser owner)
    {
        if (!await UserManager.HasPasswordAsync(owner))
        {
            return true;
        }

        var result = await SignInManager.CheckPasswordSignInAsync(owner, Password ?? "", lockoutOnFailure: true);
        problem = result.Succeeded ? null : result.IsLockedOut ? VoiceWords.TooManyTries : VoiceWords.WrongPassword;
        return result.Succeeded;
    }

    // The session of this browser goes on; all others end.
    private async Task<bool> DoAsync(SiteUser owner, Task<IdentityResult> change)
    {
        if (!(await change).Succeeded)
        {
            problem = VoiceWords.ChangedElsewhere;
            return false;
        }

        await SignInManager.RefreshSignInAsync(owner);
        return true;
    }
}
