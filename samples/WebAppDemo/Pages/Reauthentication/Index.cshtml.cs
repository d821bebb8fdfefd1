using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Asks for the password once more, or for a new sign-in, before a page that changes how its owner signs in.</summary>
public sealed class ReauthenticationModel(UserManager<AppUser> users, ReauthenticationService reauthentication) : PageModel
{
    [BindProperty, Required(ErrorMessage = "Shared/CurrentPasswordMissing"), DataType(DataType.Password)]
    [StringLength(128, ErrorMessage = "Shared/PasswordTooLong")]
    public string Password { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public bool HasPassword { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        HasPassword = await reauthentication.HasPasswordAsync(user);
        // Back, after signing in again: nothing is to be done.
        return HasPassword || await reauthentication.NeedsSignInAsync(user) ? Page() : this.RedirectBack(ReturnUrl);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        if (ModelState.IsValid && await reauthentication.ProveAsync(user, Password) is { } problem)
        {
            ModelState.AddModelError(nameof(Password), problem);
        }

        return ModelState.IsValid ? this.RedirectBack(ReturnUrl) : Page();
    }
}
