using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class RegisterModel(Registration registration) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool IsOpen => registration.IsOpen;

    public async Task<IActionResult> OnPostAsync()
    {
        if (!IsOpen || !ModelState.IsValid)
        {
            return Page();
        }

        await registration.InviteAsync(
            Input.Email, seal => Url.PageLink("ChoosePassword", values: new { seal }, protocol: Request.Scheme)!);

        // The same for a new and for a known address: see Registration.
        Flash.Set(TempData, CodeWords.Say("RegisterSent"), CodeWords.Language);
        return RedirectToPage();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Enter your e-mail address."), Email, Display(Name = "E-mail")]
        public string Email { get; set; } = "";
    }
}
