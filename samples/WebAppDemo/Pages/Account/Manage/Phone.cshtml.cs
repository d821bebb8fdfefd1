using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Ytx.Voice;

namespace WebAppDemo.Pages;

public sealed class PhoneModel(UserManager<AppUser> users, PhoneChange change) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public string? MaskedNumber { get; private set; }

    public bool NeedsPassword { get; private set; }

    public async Task<IActionResult> OnGetAsync() =>
        await users.GetUserAsync(User) is { } user ? await ShowAsync(user) : Challenge();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        if (!ModelState.IsValid)
        {
            return await ShowAsync(user);
        }

        var step = await change.StartAsync(user, Input.PhoneNumber, Input.Password);
        if (step.Entry is not null)
        {
            step.Entry.Write(TempData, ConfirmPhoneModel.EntryKey);
            return RedirectToPage("ConfirmPhone");
        }

        AddProblem("Input.PhoneNumber", step.NumberProblem);
        AddProblem("Input.Password", step.PasswordProblem);
        return await ShowAsync(user);
    }

    private void AddProblem(string field, string? problem)
    {
        if (problem is not null)
        {
            ModelState.AddModelError(field, problem);
        }
    }

    private async Task<IActionResult> ShowAsync(AppUser user)
    {
        MaskedNumber = PhoneNumber.TryParse(user.PhoneNumber, out var number, out _) ? number.Masked : null;
        NeedsPassword = await change.NeedsPasswordAsync(user);
        return Page();
    }

    public sealed class InputModel
    {
        [Display(Name = "Phone number"), Required(ErrorMessage = "Enter a phone number.")]
        [StringLength(
            Ytx.Voice.PhoneNumber.MaxTextLength, ErrorMessage = "This is too long for a phone number. Enter one number only.")]
        public string PhoneNumber { get; set; } = "";

        [Display(Name = "Current password"), DataType(DataType.Password)]
        [StringLength(128, ErrorMessage = "No password here is longer than 128 characters. Check it and try again.")]
        public string? Password { get; set; }
    }
}
