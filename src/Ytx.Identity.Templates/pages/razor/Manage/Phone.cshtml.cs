using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
#if (userInData)
using Company.Site.Data;
#endif
using Ytx.Identity;
using Ytx.Voice;

namespace Company.Site.Areas.Identity.Pages.Account.Manage;

/// <summary>
/// Adds, changes and removes the phone number, and turns two-step sign-in on and off. A number counts once the code was typed that was
/// spoken on it. Whatever weakens the account or changes the number asks for the password; users without one are not asked.
/// </summary>
[Authorize]
public class PhoneModel(
    UserManager<SiteUser> users,
    SignInManager<SiteUser> signIn,
    IVoiceCodeManager<SiteUser> codes,
    VoiceCodeErrorDescriber describer,
    IDataProtectionProvider protection,
    TimeProvider clock) : PageModel
{
    private const int RecoveryCodes = 10;
    private static readonly TimeSpan SealLife = TimeSpan.FromMinutes(15);

    private SiteUser _user = null!;

    [TempData]
    public string? StatusMessage { get; set; }

    [BindProperty]
    public string? Number { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>The number that is being confirmed, as it travels with the forms: sealed, for this user.</summary>
    [BindProperty]
    public string? Seal { get; set; }

    /// <summary>Whether the page had a field for a code when its button was pressed.</summary>
    [BindProperty]
    public bool HasCode { get; set; }

    public VoiceStep Step { get; private set; } = new();

    /// <summary>What is wrong with what was typed, other than a code.</summary>
    public string? Problem { get; private set; }

    /// <summary>The number that is being confirmed; null if none is.</summary>
    public string? NewMaskedNumber { get; private set; }

    public string? MaskedNumber { get; private set; }

    public bool IsConfirmed { get; private set; }

    public bool HasPassword { get; private set; }

    public bool IsOn { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ? await ShowAsync() : Challenge();

    /// <summary>Rings a number that was typed.</summary>
    public async Task<IActionResult> OnPostNumberAsync()
    {
        if (!await FindAsync())
        {
            return Challenge();
        }

        if (!PhoneNumber.TryParse(Number, out var number, out var error))
        {
            Problem = describer.InvalidPhoneNumber(error);
        }
        else if (await IsPasswordRightAsync())
        {
            await RingAsync(number.E164);
        }

        return await ShowAsync();
    }

    /// <summary>Rings the number that is being confirmed once more.</summary>
    public async Task<IActionResult> OnPostCallAsync()
    {
        if (!await FindAsync())
        {
            return Challenge();
        }

        if (await OpenSealAsync() is { } number)
        {
            await RingAsync(number);
        }

        return await ShowAsync();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (!await FindAsync())
        {
            return Challenge();
        }

        if (await OpenSealAsync() is { } number)
        {
            var check = await codes.ChangePhoneNumberAsync(_user, number, Code);
            if (check.Succeeded)
            {
                StatusMessage = VoiceWords.Confirmed;
                return RedirectToPage();
            }

            Step = VoiceStep.After(check, describer.Describe(check));
            NewMaskedNumber = VoiceWords.Mask(number);
        }

        return await ShowAsync();
    }

    public async Task<IActionResult> OnPostTurnOnAsync()
    {
        if (!await FindAsync())
        {
            return Challenge();
        }

        // Identity would turn it on for anybody, and whoever cannot be called would be outside.
        if (!await codes.CanCallAsync(_user))
        {
            Problem = VoiceWords.PhoneFirst;
            return await ShowAsync();
        }

        // The way in for the day when the phone is lost, before it is needed.
        var recovery = await users.CountRecoveryCodesAsync(_user) is 0
            ? await users.GenerateNewTwoFactorRecoveryCodesAsync(_user, RecoveryCodes) : null;
        if (!await DoAsync(users.SetTwoFactorEnabledAsync(_user, true)))
        {
            return await ShowAsync();
        }

        StatusMessage = VoiceWords.IsOn;
        if (recovery is null)
        {
            return RedirectToPage();
        }

        // The default UI's page shows them.
        TempData["RecoveryCodes"] = recovery.ToArray();
        StatusMessage = VoiceWords.KeepCodes;
        return RedirectToPage("./ShowRecoveryCodes");
    }

    public async Task<IActionResult> OnPostTurnOffAsync()
    {
        if (!await FindAsync())
        {
            return Challenge();
        }

        if (!await IsPasswordRightAsync() || !await DoAsync(users.SetTwoFactorEnabledAsync(_user, false)))
        {
            return await ShowAsync();
        }

        await signIn.ForgetTwoFactorClientAsync();
        StatusMessage = VoiceWords.IsOff;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (!await FindAsync())
        {
            return Challenge();
        }

        // Where it is on, the number may be the only second step there is.
        if (await users.GetTwoFactorEnabledAsync(_user))
        {
            Problem = VoiceWords.OffFirst;
            return await ShowAsync();
        }

        if (!await IsPasswordRightAsync() || !await DoAsync(users.SetPhoneNumberAsync(_user, null)))
        {
            return await ShowAsync();
        }

        StatusMessage = VoiceWords.Removed;
        return RedirectToPage();
    }

    private async Task<bool> FindAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return false;
        }

        _user = user;
        return true;
    }

    private async Task<IActionResult> ShowAsync()
    {
        MaskedNumber = VoiceWords.Mask(await users.GetPhoneNumberAsync(_user));
        IsConfirmed = await users.IsPhoneNumberConfirmedAsync(_user);
        HasPassword = await users.HasPasswordAsync(_user);
        IsOn = await users.GetTwoFactorEnabledAsync(_user);
        return Page();
    }

    private async Task RingAsync(string number)
    {
        var call = await codes.RequestCallAsync(_user, VoiceCodePurpose.ChangePhoneNumber(number));
        if (!HasCode && call.Reason is VoiceCodeReason.InvalidPhoneNumber or VoiceCodeReason.DestinationNotAllowed)
        {
            Problem = describer.Describe(call);
            return;
        }

        Step = VoiceStep.After(call, describer.Describe(call), HasCode, clock.GetUtcNow());
        Seal = (await ProtectorAsync()).Protect(number, SealLife);
        NewMaskedNumber = VoiceWords.Mask(number);
    }

    private async Task<string?> OpenSealAsync()
    {
        try
        {
            return Seal is null ? null : (await ProtectorAsync()).Unprotect(Seal);
        }
        catch (CryptographicException)
        {
            // Too old, or not ours.
            (Problem, Seal) = (VoiceWords.EnterAgain, null);
            return null;
        }
    }

    private async Task<ITimeLimitedDataProtector> ProtectorAsync() =>
        protection.CreateProtector("phone change", await users.GetUserIdAsync(_user)).ToTimeLimitedDataProtector();

    private async Task<bool> IsPasswordRightAsync()
    {
        if (!await users.HasPasswordAsync(_user))
        {
            return true;
        }

        var result = await signIn.CheckPasswordSignInAsync(_user, Password ?? "", lockoutOnFailure: true);
        Problem = result.Succeeded ? null : result.IsLockedOut ? VoiceWords.TooManyTries : VoiceWords.WrongPassword;
        return result.Succeeded;
    }

    /// <summary>Waits for a change. The session of this browser goes on; all others end.</summary>
    private async Task<bool> DoAsync(Task<IdentityResult> change)
    {
        if (!(await change).Succeeded)
        {
            Problem = VoiceWords.ChangedElsewhere;
            return false;
        }

        await signIn.RefreshSignInAsync(_user);
        return true;
    }
}
