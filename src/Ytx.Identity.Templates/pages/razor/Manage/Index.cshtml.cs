using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
#if (userInData)
using Company.Site.Data;
#endif

namespace Company.Site.Areas.Identity.Pages.Account.Manage;

/// <summary>
/// The profile. The default page changes the phone number without a call: it leaves the number unconfirmed and two-step sign-in on, and
/// so its user outside. This one leads to the page that calls.
/// </summary>
[Authorize]
public class IndexModel(UserManager<SiteUser> users) : PageModel
{
    [TempData]
    public string? StatusMessage { get; set; }

    public string? Username { get; private set; }

    public string? MaskedNumber { get; private set; }

    public bool IsOn { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        Username = await users.GetUserNameAsync(user);
        MaskedNumber = VoiceWords.Mask(await users.GetPhoneNumberAsync(user));
        IsOn = await users.GetTwoFactorEnabledAsync(user);
        return Page();
    }
}
