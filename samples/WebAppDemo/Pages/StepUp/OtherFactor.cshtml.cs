using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>For whoever changes a phone that cannot be called any more.</summary>
[RequireRecentSignIn]
public sealed class OtherFactorModel(UserManager<AppUser> users, StepUpService stepUp) : PageModel
{
    [BindProperty, DataType(DataType.Password), Required(ErrorMessage = "StepUp/OtherMissing")]
    [StringLength(32, ErrorMessage = "StepUp/OtherWrong")]
    public string Typed { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        if (ModelState.IsValid && await stepUp.TryOtherAsync(user, Typed) is { } problem)
        {
            ModelState.AddModelError(nameof(Typed), problem);
        }

        return ModelState.IsValid ? this.RedirectBack(ReturnUrl) : Page();
    }
}
