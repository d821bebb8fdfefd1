using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class RegisterModel(Registration registration) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        foreach (var problem in await registration.RegisterAsync(Input.Email, Input.Password))
        {
            ModelState.AddModelError("Input.Password", problem);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        // The same for a new and for a known address: see Registration.
        Flash.Set(TempData, "If this e-mail address was new, its account is ready: you can log in now.");
        return RedirectToPage("Login");
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Enter your e-mail address."), Email, Display(Name = "E-mail")]
        public string Email { get; set; } = "";

        [Required(ErrorMessage = "Choose a password."), DataType(DataType.Password)]
        [StringLength(128, MinimumLength = 8, ErrorMessage = "A password has 8 to 128 characters. Choose another one.")]
        public string Password { get; set; } = "";
    }
}
