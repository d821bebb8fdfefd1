using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class SignInModel(SignInService signIn) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    // What was typed on the page before. Not in the address, which logs and traces keep.
    public void OnGet() => Input.Email = TempData["email"] as string ?? "";

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var step = await signIn.TryPasswordAsync(Input.Email, Input.Password);
        if (step.Problem is not null)
        {
            ModelState.AddModelError("", step.Problem);
            return Page();
        }

        step.Entry?.Write(TempData, CallModel.EntryKey);
        return step.Page is null ? this.RedirectBack(ReturnUrl) : RedirectToPage(step.Page, new { ReturnUrl });
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Shared/EmailMissing"), Email]
        public string Email { get; set; } = "";

        [Required(ErrorMessage = "Shared/PasswordMissing"), DataType(DataType.Password)]
        [StringLength(128, ErrorMessage = "Shared/PasswordTooLong")]
        public string Password { get; set; } = "";
    }
}
