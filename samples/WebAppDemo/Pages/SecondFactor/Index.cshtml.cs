using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

[RequirePresentFactor]
public sealed class SecondFactorModel(UserManager<AppUser> users, SecondFactorSettings secondFactor) : PageModel
{
    /// <summary>What is called; null if there is no number, and then an app is asked.</summary>
    public string? MaskedNumber { get; private set; }

    /// <summary>Whether the first step is a password; else it is the phone.</summary>
    public bool BeginsWithPassword { get; private set; }

    public bool CanAsk { get; private set; }

    public bool IsOn { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        BeginsWithPassword = await secondFactor.BeginsWithPasswordAsync(user);
        MaskedNumber = BeginsWithPassword ? user.MaskedNumber : null;
        (IsOn, CanAsk) = (user.TwoFactorEnabled, user.TwoFactorEnabled || await secondFactor.CanAskAsync(user));
        return Page();
    }

    /// <summary>Turns it on, or makes new codes where it is on: both begin with codes that are kept.</summary>
    public async Task<IActionResult> OnPostTurnOnAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        var (codes, problem) = await secondFactor.PrepareAsync(user);
        if (problem is not null)
        {
            Flash.Set(TempData, Tone.Wrong, problem);
            return RedirectToPage();
        }

        new RecoveryCodesEntry(user.Id, [.. codes]).Write(TempData);
        return RedirectToPage("RecoveryCodes");
    }

    public async Task<IActionResult> OnPostTurnOffAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        var problem = await secondFactor.TurnOffAsync(user);
        Flash.Set(TempData, problem is null ? Tone.Done : Tone.Wrong, problem ?? (await secondFactor.BeginsWithPasswordAsync(user) ? "SecondFactor/IsOffNow" : "SecondFactor/IsOffNowPhone"));
        return RedirectToPage();
    }
}
