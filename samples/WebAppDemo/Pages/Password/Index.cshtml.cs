using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class ForgottenModel(PasswordReset reset) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool IsOpen => reset.IsOpen;

    // What was typed is there again after the link was sent, or has ended.
    public void OnGet() => Input.Email = TempData["email"] as string ?? "";

    public async Task<IActionResult> OnPostAsync()
    {
        if (!IsOpen || !ModelState.IsValid)
        {
            return Page();
        }

        await reset.InviteAsync(Input.Email, seal => Url.PageLink("Reset", values: new { seal }, protocol: Request.Scheme)!);

        // The same for every address: see PasswordReset.
        Flash.Set(TempData, Tone.Done, "Password/Sent");
        TempData["email"] = Input.Email;
        return RedirectToPage();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Shared/EmailMissing"), Email]
        public string Email { get; set; } = "";
    }
}
