using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

[RequirePresentFactor]
public sealed class AuthenticatorSetupModel(
    UserManager<AppUser> users, AuthenticatorSettings settings, SecondFactorSettings secondFactor) : PageModel
{
    [BindProperty, DataType(DataType.Password)]
    [Required(ErrorMessage = "SignIn/AppCodeMissing"), StringLength(32, ErrorMessage = "SignIn/AppCodeMalformed")]
    public string Code { get; set; } = "";

    public bool IsSetUp { get; private set; }

    public string? Key { get; private set; }

    public (string Path, int Size) Picture { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        (IsSetUp, Key) = (user.HasAuthenticator, await settings.KeyAsync(user));
        Picture = Key is null ? default : settings.Picture(user, Key);
        return Page();
    }

    public async Task<IActionResult> OnPostBeginAsync()
    {
        if (await users.GetUserAsync(User) is { HasAuthenticator: false } user)
        {
            await settings.BeginAsync(user);
        }

        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        var problem = ModelState.IsValid ? await settings.ConfirmAsync(user, Code) : null;
        if (problem is not null || !ModelState.IsValid)
        {
            return this.PageWith(nameof(Code), problem);
        }

        Flash.Set(TempData, Tone.Done, "Authenticator/Done");
        if (user.TwoFactorEnabled)
        {
            return RedirectToPage("/Account/Index");
        }

        // It is asked for once the recovery codes are kept.
        var (codes, _) = await secondFactor.PrepareAsync(user);
        new RecoveryCodesEntry(user.Id, [.. codes]).Write(TempData);
        return RedirectToPage("/SecondFactor/RecoveryCodes");
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        var problem = await settings.RemoveAsync(user);
        Flash.Set(TempData, problem is null ? Tone.Done : Tone.Wrong, problem ?? "Authenticator/Removed");
        return RedirectToPage("/Account/Index");
    }
}
