using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Ytx.Voice;

namespace WebAppDemo.Pages;

public sealed class AccountModel(UserManager<AppUser> users, SecondFactorSettings secondFactor) : PageModel
{
    public string? Email { get; private set; }

    public string? MaskedNumber { get; private set; }

    public bool IsOn { get; private set; }

    public bool HasAuthenticator { get; private set; }

    public SecondStep? Preferred { get; private set; }

    public int Passkeys { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        Email = user.Email;
        MaskedNumber = user.PhoneNumberConfirmed && PhoneNumber.TryParse(user.PhoneNumber, out var number, out _)
            ? number.Masked : null;
        (IsOn, HasAuthenticator, Preferred) = (user.TwoFactorEnabled, user.HasAuthenticator, user.PreferredStep);
        Passkeys = (await users.GetPasskeysAsync(user)).Count;
        return Page();
    }

    public async Task<IActionResult> OnPostPreferAsync(SecondStep step)
    {
        if (!ModelState.IsValid || step is SecondStep.RecoveryCode)
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
}
