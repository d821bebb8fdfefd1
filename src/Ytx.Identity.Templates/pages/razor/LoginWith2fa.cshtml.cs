using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
#if (userInData)
using Company.Site.Data;
#endif
using Ytx.Identity;

namespace Company.Site.Areas.Identity.Pages.Account;

/// <summary>
/// The second step of signing in: a code that is spoken on the user's phone, or that of an authenticator app. It takes the place of the
/// default page. Only a button rings: a GET may be a reload, or a browser that looks ahead.
/// </summary>
[AllowAnonymous]
public class LoginWith2faModel(
    SignInManager<SiteUser> signIn,
    IVoiceCodeManager<SiteUser> codes,
    VoiceCodeErrorDescriber describer,
    TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool RememberMe { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? AppCode { get; set; }

    [BindProperty]
    public bool RememberMachine { get; set; }

    /// <summary>Whether the page had a field for a code when its button was pressed.</summary>
    [BindProperty]
    public bool HasCode { get; set; }

    public VoiceStep Step { get; private set; } = new();

    public string? AppProblem { get; private set; }

    /// <summary>The number that is called; null if the user has none.</summary>
    public string? MaskedNumber { get; private set; }

    public bool HasApp { get; private set; }

    public async Task<IActionResult> OnGetAsync() =>
        await signIn.GetTwoFactorAuthenticationUserAsync() is { } user ? await ShowAsync(user) : SignInAgain();

    public async Task<IActionResult> OnPostCallAsync()
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return SignInAgain();
        }

        var call = await codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
        Step = VoiceStep.After(call, describer.Describe(call), HasCode, clock.GetUtcNow());
        return await ShowAsync(user);
    }

    public async Task<IActionResult> OnPostCodeAsync()
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return SignInAgain();
        }

        var check = await codes.SignInAsync(Code, RememberMe, RememberMachine);
        if (check.Succeeded)
        {
            return Done();
        }

        if (check.Reason is VoiceCodeReason.NoLogInWaits)
        {
            return SignInAgain();
        }

        Step = VoiceStep.After(check, describer.Describe(check));
        return await ShowAsync(user);
    }

    public async Task<IActionResult> OnPostAppAsync()
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return SignInAgain();
        }

        // Identity counts every wrong one towards its lockout: a slip of the finger is not shown to it.
        var digits = string.Concat((AppCode ?? "").Where(char.IsAsciiDigit));
        if (digits.Length is not 6)
        {
            AppProblem = VoiceWords.MalformedAppCode;
            return await ShowAsync(user);
        }

        if ((await signIn.TwoFactorAuthenticatorSignInAsync(digits, RememberMe, RememberMachine)).Succeeded)
        {
            return Done();
        }

        AppProblem = VoiceWords.WrongAppCode;
        return await ShowAsync(user);
    }

    private async Task<IActionResult> ShowAsync(SiteUser user)
    {
        var users = signIn.UserManager;
        if (await users.IsLockedOutAsync(user))
        {
            return RedirectToPage("./Lockout");
        }

        if (await users.IsPhoneNumberConfirmedAsync(user))
        {
            MaskedNumber = VoiceWords.Mask(await users.GetPhoneNumberAsync(user)) ?? "";
            if (Step.Sentence is null && !await codes.CanCallAsync(user))
            {
                Step = new(VoiceWords.CannotCall, IsWrong: true, CanCall: false);
            }
        }

        HasApp = await users.GetAuthenticatorKeyAsync(user) is not null;
        return Page();
    }

    private LocalRedirectResult Done() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "~/");

    private RedirectToPageResult SignInAgain()
    {
        // The page of the password shows this.
        TempData["ErrorMessage"] = describer.Describe(new VoiceCodeVerification { Reason = VoiceCodeReason.NoLogInWaits });
        return RedirectToPage("./Login", new { ReturnUrl });
    }
}
