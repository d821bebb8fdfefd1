using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Recovery codes, shown once, right after they were made. The call is on once they are said to be kept.</summary>
public sealed class RecoveryCodesModel(UserManager<AppUser> users, SecondFactorSettings secondFactor) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public string Mark { get; private set; } = "";

    public IReadOnlyList<string> Codes { get; private set; } = [];

    public bool IsOn { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await ShowAsync() is null ? RedirectToPage("Index") : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await ShowAsync() is not { } user)
        {
            return RedirectToPage("Index");
        }

        // Another tab has made new codes: those are shown, to be kept.
        if (Input.Shown != Mark)
        {
            return RedirectToPage();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var problem = IsOn ? null : await secondFactor.TurnOnAsync(user);
        RecoveryCodesEntry.Remove(TempData);
        Flash.Set(TempData, problem is null ? Tone.Done : Tone.Wrong, problem ?? (IsOn ? "SecondFactor/CodesKept" : "SecondFactor/IsOnNow"));
        return RedirectToPage("/Account/Index");
    }

    private async Task<AppUser?> ShowAsync()
    {
        if (await users.GetUserAsync(User) is not { } user || RecoveryCodesEntry.Read(TempData, user.Id) is not { } entry)
        {
            return null;
        }

        (Codes, Mark, IsOn) = (entry.Codes, entry.Mark, user.TwoFactorEnabled);
        return user;
    }

    public sealed class InputModel
    {
        /// <summary>Which codes the form is about.</summary>
        public string? Shown { get; set; }

        [Range(typeof(bool), "true", "true", ErrorMessage = "SecondFactor/KeepFirst")]
        public bool AreKept { get; set; }
    }
}
