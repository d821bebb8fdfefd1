using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The second step of a log-in. Its GET shows what the last POST left, and does nothing.</summary>
public sealed class LoginWithVoiceCodeModel(LogIn logIn, TimeProvider clock) : PageModel
{
    internal const string EntryKey = "log-in-code";

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public CallStatus Call { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await logIn.HalfLoggedInUserAsync() is not { } user)
        {
            return BeginAnew();
        }

        var entry = CodeEntry.Read(TempData, EntryKey, user, clock);
        Call = CallStatus.Of(user.PhoneNumber, entry, await logIn.FindCallAsync(user, entry), clock);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await logIn.HalfLoggedInUserAsync() is not { } user)
        {
            return BeginAnew();
        }

        var step = await logIn.TryCodeAsync(
            user, Input.Code, Input.RememberMachine, CodeEntry.Read(TempData, EntryKey, user, clock));
        if (step.Entry is not null)
        {
            return ShowAgain(step.Entry);
        }

        TempData.Remove(EntryKey);
        if (step.Problem is null)
        {
            return this.RedirectBack(ReturnUrl);
        }

        Flash.Set(TempData, step.Problem);
        return RedirectToPage("Login", new { ReturnUrl });
    }

    public async Task<IActionResult> OnPostCallAgainAsync() =>
        await logIn.HalfLoggedInUserAsync() is { } user
            ? ShowAgain(await logIn.CallAsync(user, CodeEntry.Read(TempData, EntryKey, user, clock)))
            : BeginAnew();

    private RedirectToPageResult ShowAgain(CodeEntry entry)
    {
        entry.Write(TempData, EntryKey);
        return RedirectToPage(new { ReturnUrl });
    }

    private IActionResult BeginAnew()
    {
        // The other half of a double click has logged in meanwhile.
        if (User.Identity is { IsAuthenticated: true })
        {
            return this.RedirectBack(ReturnUrl);
        }

        Flash.Set(TempData, LogIn.Lapsed);
        return RedirectToPage("Login", new { ReturnUrl });
    }

    public sealed class InputModel
    {
        [Display(Name = "Code"), Required]
        public string? Code { get; set; }

        public bool RememberMachine { get; set; }
    }
}
