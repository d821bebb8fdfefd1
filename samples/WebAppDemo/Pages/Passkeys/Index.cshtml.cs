using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

[RequirePresentFactor]
public sealed class PasskeysModel(UserManager<AppUser> users, PasskeySettings settings) : PageModel
{
    private const string StateKey = "passkey-made";
    private const int MaxLength = 16384;

    [BindProperty, DataType(DataType.Password), StringLength(MaxLength, ErrorMessage = "Passkeys/NotAdded")]
    public string? Credential { get; set; }

    /// <summary>Where to go after one was added; null for here.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public IList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        Passkeys = await settings.ListAsync(user);
        return Page();
    }

    public async Task<IActionResult> OnPostOptionsAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        var (options, state) = await settings.AskAsync(user);
        TempData[StateKey] = state;
        return Content(options, "application/json");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        // The state is read once: an answer to it is good once.
        var problem = await settings.AddAsync(user, ModelState.IsValid ? Credential : null, TempData[StateKey] as string);
        Flash.Set(TempData, problem is null ? Tone.Done : Tone.Wrong, problem ?? "Passkeys/Added");
        return problem is null && ReturnUrl is not null ? this.RedirectBack(ReturnUrl) : RedirectToPage();
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? id)
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        var problem = await settings.RemoveAsync(user, id);
        Flash.Set(TempData, problem is null ? Tone.Done : Tone.Wrong, problem ?? "Passkeys/Removed");
        return RedirectToPage();
    }
}
