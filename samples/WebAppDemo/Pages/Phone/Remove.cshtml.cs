using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class RemovePhoneModel(UserManager<AppUser> users, PhoneChange change) : PageModel
{
    [BindProperty, DataType(DataType.Password), StringLength(128, ErrorMessage = "Shared/PasswordTooLong")]
    public string? Password { get; set; }

    /// <summary>Whether the second step is off without it.</summary>
    public bool IsOnlyFactor { get; private set; }

    /// <summary>Whether nobody could sign in without it.</summary>
    public bool IsOnlyWay { get; private set; }

    public bool NeedsPassword { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { PhoneNumber: not null } user)
        {
            return RedirectToPage("Index");
        }

        IsOnlyFactor = user is { TwoFactorEnabled: true, HasAuthenticator: false };
        (IsOnlyWay, NeedsPassword) = (await change.IsOnlyWayAsync(user), await change.NeedsPasswordAsync(user));
        return await change.NeedsSignInAsync(user) ? this.Reauthenticate()
            : await change.NeedsFactorAsync(user) ? this.StepUp(StepUpService.ChangeFactor) : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.GetUserAsync(User) is not { PhoneNumber: not null } user)
        {
            return RedirectToPage("Index");
        }

        var step = ModelState.IsValid ? await change.RemoveAsync(user, Password) : new PhoneChangeStep();
        if (step.NeedsSignIn)
        {
            return this.Reauthenticate();
        }

        if (step.NeedsFactor)
        {
            return this.StepUp(StepUpService.ChangeFactor);
        }

        if (step.PasswordProblem is not null)
        {
            ModelState.AddModelError(nameof(Password), step.PasswordProblem);
        }

        if (!step.IsDone)
        {
            return Page();
        }

        Flash.Set(TempData, Tone.Done, "Phone/Removed");
        return RedirectToPage("/Account/Index");
    }
}
