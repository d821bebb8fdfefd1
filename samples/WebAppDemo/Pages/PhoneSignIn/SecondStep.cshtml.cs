using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The second step after the phone: the password here, or another way. A call to the same phone is none.</summary>
public sealed class PhoneSecondStepModel(PhoneSignInService phone, SignInService signIn) : PageModel, ISecondStep
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public SecondStep Way => SecondStep.Password;

    public IReadOnlyList<SecondStep> Ways { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await signIn.HalfSignedInUserAsync() is not { } user)
        {
            return this.SignInAgain(SignInService.Lapsed, ReturnUrl, "Index");
        }

        Ways = await signIn.WaysAsync(user);
        // A sign-in that began with the password goes on where it was.
        return await signIn.BeganByPhoneAsync() ? Page() : RedirectToPage(SignInService.PageOf(Ways[0]), new { ReturnUrl });
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        return await phone.TryPasswordAsync(Input.Password) switch
        {
            null => this.RedirectBack(ReturnUrl),
            SignInService.Lapsed => this.SignInAgain(SignInService.Lapsed, ReturnUrl, "Index"),
            var problem => this.PageWith("Input.Password", problem),
        };
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Shared/PasswordMissing"), DataType(DataType.Password)]
        [StringLength(128, ErrorMessage = "Shared/PasswordTooLong")]
        public string Password { get; set; } = "";
    }
}
