using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class LoginModel(LogIn logIn) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var step = await logIn.TryPasswordAsync(Input.Email, Input.Password);
        if (step.Problem is not null)
        {
            ModelState.AddModelError("", step.Problem);
            return Page();
        }

        if (step.Entry is null)
        {
            return this.RedirectBack(ReturnUrl);
        }

        step.Entry.Write(TempData, LoginWithVoiceCodeModel.EntryKey);
        return RedirectToPage("LoginWithVoiceCode", new { ReturnUrl });
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Enter your e-mail address."), Email, Display(Name = "E-mail")]
        public string Email { get; set; } = "";

        [Required(ErrorMessage = "Enter your password."), DataType(DataType.Password)]
        [StringLength(128, ErrorMessage = "No password here is longer than 128 characters. Check it and try again.")]
        public string Password { get; set; } = "";
    }
}
