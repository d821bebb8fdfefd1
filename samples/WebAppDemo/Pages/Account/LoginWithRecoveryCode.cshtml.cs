using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The second step of a log-in for whoever cannot be called.</summary>
public sealed class LoginWithRecoveryCodeModel(LogIn logIn) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnGetAsync() => await logIn.HalfLoggedInUserAsync() is null ? BeginAnew() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await logIn.HalfLoggedInUserAsync() is null)
        {
            return BeginAnew();
        }

        if (ModelState.IsValid && await logIn.TryRecoveryCodeAsync(Input.Code) is { } problem)
        {
            ModelState.AddModelError("", problem);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        TempData.Remove(LoginWithVoiceCodeModel.EntryKey);
        return this.RedirectBack(ReturnUrl);
    }

    private RedirectToPageResult BeginAnew()
    {
        Flash.Set(TempData, LogIn.Lapsed);
        return RedirectToPage("Login", new { ReturnUrl });
    }

    public sealed class InputModel
    {
        [Display(Name = "Recovery code"), Required(ErrorMessage = "Enter a recovery code.")]
        [StringLength(32, ErrorMessage = "No recovery code is longer than 32 characters. Enter one only.")]
        public string Code { get; set; } = "";
    }
}
