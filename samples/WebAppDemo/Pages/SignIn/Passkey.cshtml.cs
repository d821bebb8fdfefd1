using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Signs in with a passkey of the device, without a password and without a call.</summary>
public sealed class PasskeyModel(SignInService signIn) : PageModel
{
    private const string StateKey = "passkey-asked";
    private const int MaxLength = 8192;

    [BindProperty, DataType(DataType.Password), StringLength(MaxLength, ErrorMessage = "SignIn/PasskeyRefused")]
    public string? Credential { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnPostOptionsAsync()
    {
        var (options, state) = await signIn.AskPasskeyAsync();
        TempData[StateKey] = state;
        return Content(options, "application/json");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        // Read once: an answer to it is good once.
        var state = TempData[StateKey] as string;
        if (ModelState.IsValid && await signIn.TryPasskeyAsync(Credential, state) is null)
        {
            return this.RedirectBack(ReturnUrl);
        }

        ModelState.Clear();
        ModelState.AddModelError("", "SignIn/PasskeyRefused");
        return Page();
    }
}
