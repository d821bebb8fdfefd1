using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Ytx.Voice;

namespace WebAppDemo.Pages;

public sealed class ManageModel(UserManager<AppUser> users, SecondFactorSettings secondFactor) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public string? Email { get; private set; }

    public string? MaskedNumber { get; private set; }

    public bool IsOn { get; private set; }

    public bool NeedsPassword { get; private set; }

    public async Task<IActionResult> OnGetAsync() =>
        await users.GetUserAsync(User) is { } user ? await ShowAsync(user) : Challenge();

    public Task<IActionResult> OnPostTurnOnAsync() => TurnAsync(on: true);

    public Task<IActionResult> OnPostTurnOffAsync() => TurnAsync(on: false);

    private async Task<IActionResult> TurnAsync(bool on)
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        if (ModelState.IsValid && await secondFactor.TurnAsync(user, on, Input.Password) is { } problem)
        {
            ModelState.AddModelError("", problem);
        }

        if (!ModelState.IsValid)
        {
            return await ShowAsync(user);
        }

        if (on)
        {
            TempData[RecoveryCodesModel.Key] = (await secondFactor.NewRecoveryCodesAsync(user)).ToArray();
        }

        Flash.Set(TempData, on
            ? "The call is on. The next log-in rings your phone."
            : "The call is off. Your password alone logs you in.");
        return RedirectToPage(on ? "RecoveryCodes" : null);
    }

    private async Task<IActionResult> ShowAsync(AppUser user)
    {
        Email = user.Email;
        MaskedNumber = user.PhoneNumberConfirmed && PhoneNumber.TryParse(user.PhoneNumber, out var number, out _)
            ? number.Masked : null;
        IsOn = user.TwoFactorEnabled;
        NeedsPassword = await secondFactor.NeedsPasswordAsync();
        return Page();
    }

    public sealed class InputModel
    {
        [Display(Name = "Current password"), DataType(DataType.Password)]
        [StringLength(128, ErrorMessage = "No password here is longer than 128 characters. Check it and try again.")]
        public string? Password { get; set; }
    }
}
