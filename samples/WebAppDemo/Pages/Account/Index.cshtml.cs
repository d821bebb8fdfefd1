using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class AccountModel(
    UserManager<AppUser> users, SecondFactorSettings secondFactor, WaysIn ways, OwnerNotices notices, PhoneSignInService phone) : PageModel
{
    public AppUser Owner { get; private set; } = null!;

    public bool HasPassword { get; private set; }

    /// <summary>Whether the phone alone opens the account: the name of a sentence.</summary>
    public string PhoneAlone { get; private set; } = "";

    /// <summary>From when on the way back is open that somebody has asked for; null if nobody has.</summary>
    public DateTimeOffset? WayBack { get; private set; }

    public int Passkeys { get; private set; }

    /// <summary>Whether there are two second steps to choose from. A call is none where the phone is the first.</summary>
    public bool CanPrefer => HasPassword && Owner is { TwoFactorEnabled: true, HasAuthenticator: true, PhoneNumberConfirmed: true };

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        (Owner, HasPassword, Passkeys) = (user, await ways.HasPasswordAsync(user), (await users.GetPasskeysAsync(user)).Count);
        (PhoneAlone, WayBack) = (ways.PhoneAlone(user, Passkeys), await notices.WayBackAsync(user));
        return Page();
    }

    public async Task<IActionResult> OnPostPreferAsync(SecondStep step)
    {
        if (!ModelState.IsValid || step is not (SecondStep.Call or SecondStep.Authenticator))
        {
            return RedirectToPage();
        }

        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        await secondFactor.PreferAsync(user, step);
        Flash.Set(TempData, Tone.Done, "Account/Saved");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostStopWayBackAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        var isStopped = await phone.StopWayBackAsync(user);
        Flash.Set(TempData, isStopped ? Tone.Done : Tone.Wrong, isStopped ? "PhoneSignIn/Stopped" : "SecondFactor/ChangedElsewhere");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostDismissAsync(long lastShown, string? returnUrl)
    {
        await notices.DismissAsync(lastShown);
        return this.RedirectBack(returnUrl);
    }
}
