using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Offers a passkey to whoever has just signed in by phone alone. The page of the passkeys makes it, by its own rules.</summary>
[Authorize]
public sealed class PasskeyOfferModel(UserManager<AppUser> users) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Where the user wanted to go, if that is on this site.</summary>
    public string Next => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : Url.Page("/Home/Index")!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        // Back, after it was made.
        return (await users.GetPasskeysAsync(user)).Count > 0 ? this.RedirectBack(ReturnUrl) : Page();
    }
}
