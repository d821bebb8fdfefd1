using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Behind the link that was sent to an address: its account begins with the password that is chosen here.</summary>
public sealed class RegisterPasswordModel(Registration registration) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>What the link carries.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Seal { get; set; }

    public string? Email => registration.AddressIn(Seal);

    public IActionResult OnGet() => Email is null ? BeginAnew() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (Email is not { } email)
        {
            return BeginAnew();
        }

        if (ModelState.IsValid)
        {
            foreach (var problem in await registration.CreateAsync(email, Input.Password))
            {
                ModelState.AddModelError("Input.Password", problem);
            }
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        Flash.Set(TempData, Tone.Done, "Register/Done");
        TempData["email"] = email;
        return RedirectToPage("/SignIn/Index");
    }

    private RedirectToPageResult BeginAnew()
    {
        Flash.Set(TempData, Tone.Wrong, "Register/LinkEnded");
        return RedirectToPage("Index");
    }

    public sealed class InputModel
    {
        [NewPassword]
        public string Password { get; set; } = "";
    }
}
