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

    public async Task<IActionResult> OnGetAsync() => await users.GetUserAsync(User) is not { } user ? Challenge()
        : await change.NeedsSignInAsync(user) ? this.Reauthenticate()
        : await change.NeedsFactorAsync(user) ? this.StepUp(StepUpService.ChangeFactor) : await ShowAsync(user);

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
            return RedirectToPage("Confirm");
        }

        return await ShowAsync(user, step);
    }

    private void AddProblem(string field, string? problem)
    {
        if (problem is not null)
        {
            ModelState.AddModelError(field, problem);
        }
    }

    private async Task<IActionResult> ShowAsync(AppUser user, PhoneChangeStep? step = null)
    {
        if (step is { NeedsSignIn: true })
        {
            return this.Reauthenticate();
        }

        if (step is { NeedsFactor: true })
        {
            return this.StepUp(StepUpService.ChangeFactor);
        }

        AddProblem("Input.PhoneNumber", step?.NumberProblem);
        AddProblem("Input.Password", step?.PasswordProblem);
        MaskedNumber = PhoneNumber.TryParse(user.PhoneNumber, out var number, out _) ? number.Masked : null;
        NeedsPassword = await change.NeedsPasswordAsync(user);
        return Page();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Phone/NumberEmpty")]
        [StringLength(Ytx.Voice.PhoneNumber.MaxTextLength, ErrorMessage = "Phone/NumberTooLong")]
        public string PhoneNumber { get; set; } = "";

        [DataType(DataType.Password)]
        [StringLength(128, ErrorMessage = "Shared/PasswordTooLong")]
        public string? Password { get; set; }
    }
}
