using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The second step of a sign-in by the code of an authenticator app.</summary>
public sealed class AuthenticatorModel(SignInService signIn) : PageModel, ISecondStep
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public SecondStep Way => SecondStep.Authenticator;

    public IReadOnlyList<SecondStep> Ways { get; private set; } = [];

    /// <summary>Whether a remembered device would spare a step: not where the phone was the first one.</summary>
    public bool CanRemember { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await signIn.HalfSignedInUserAsync() is not { } user)
        {
            return this.SignInAgain(SignInService.Lapsed, ReturnUrl);
        }

        (Ways, CanRemember) = (await signIn.WaysAsync(user), !await signIn.BeganByPhoneAsync());
        return Ways.Contains(Way) ? Page() : RedirectToPage(SignInService.PageOf(Ways[0]), new { ReturnUrl });
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.HalfSignedInUserAsync() is null)
        {
            return this.SignInAgain(SignInService.Lapsed, ReturnUrl);
        }

        if (ModelState.IsValid && await signIn.TryAuthenticatorAsync(Input.Code, Input.RememberDevice) is { } problem)
        {
            ModelState.AddModelError("Input.Code", problem);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        TempData.Remove(CallModel.EntryKey);
        return this.RedirectBack(ReturnUrl);
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "SignIn/AppCodeMissing"), DataType(DataType.Password)]
        [StringLength(32, ErrorMessage = "SignIn/AppCodeMalformed")]
        public string Code { get; set; } = "";

        public bool RememberDevice { get; set; }
    }
}
