using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The second step of a sign-in for whoever cannot be called.</summary>
public sealed class RecoveryCodeModel(SignInService signIn) : PageModel, ISecondStep
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public SecondStep Way => SecondStep.RecoveryCode;

    public IReadOnlyList<SecondStep> Ways { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await signIn.HalfSignedInUserAsync() is not { } user)
        {
            return this.SignInAgain(SignInService.Lapsed, ReturnUrl);
        }

        Ways = await signIn.WaysAsync(user);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.HalfSignedInUserAsync() is null)
        {
            return this.SignInAgain(SignInService.Lapsed, ReturnUrl);
        }

        if (ModelState.IsValid && await signIn.TryRecoveryCodeAsync(Input.Code) is { } problem)
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
        [Required(ErrorMessage = "SignIn/RecoveryCodeMissing"), DataType(DataType.Password)]
        [StringLength(32, ErrorMessage = "SignIn/RecoveryCodeTooLong")]
        public string Code { get; set; } = "";
    }
}
