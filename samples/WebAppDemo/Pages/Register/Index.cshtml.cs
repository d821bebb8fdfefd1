using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class RegisterModel(Registration registration) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool IsOpen => registration.IsOpen;

    // What was typed is there again after the link was sent, and then at the sign-in.
    public void OnGet() => Input.Email = TempData.Peek("email") as string ?? "";

    public async Task<IActionResult> OnPostAsync()
    {
        if (!IsOpen || !ModelState.IsValid)
        {
            return Page();
        }

        await registration.InviteAsync(
            Input.Email, seal => Url.PageLink("Password", values: new { seal }, protocol: Request.Scheme)!);

        // The same for a new and for a known address: see Registration.
        Flash.Set(TempData, Tone.Done, "Register/Sent");
        TempData["email"] = Input.Email;
        return RedirectToPage();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Shared/EmailMissing"), Email]
        public string Email { get; set; } = "";
    }
}
