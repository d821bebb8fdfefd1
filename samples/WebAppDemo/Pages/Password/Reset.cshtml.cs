using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Behind the link of the e-mail: a new password, with a spoken code where there is a phone. Its GET rings nobody.</summary>
public sealed class ResetModel(PasswordReset reset, SiteClock clock) : PageModel
{
    private const string EntryKey = "reset-code";

    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>What the link carries.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Seal { get; set; }

    public string? Email { get; private set; }

    /// <summary>Null if no call is needed.</summary>
    public CodeState? Code { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await reset.OpenAsync(Seal) is not var (user, _))
        {
            return BeginAnew();
        }

        (Email, Code) = (user.Email, await reset.StateAsync(user, Entry(user)));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await reset.OpenAsync(Seal) is not var (user, token))
        {
            return BeginAnew();
        }

        var (problem, entry) = ModelState.IsValid ? await reset.ResetAsync(user, token, Input.Password, Input.Code, Entry(user)) : default;
        if (problem is not null || entry is not null || !ModelState.IsValid)
        {
            return entry is null ? this.PageWith("Input.Password", problem) : ShowAgain(entry);
        }

        TempData.Remove(EntryKey);
        Flash.Set(TempData, Tone.Done, "Password/Done");
        return RedirectToPage("/SignIn/Index", new { email = user.Email });
    }

    public async Task<IActionResult> OnPostCallAgainAsync() => await reset.OpenAsync(Seal) is var (user, _)
        ? ShowAgain(await reset.CallAsync(user, Entry(user))) : BeginAnew();

    private CodeEntry? Entry(AppUser user) => CodeEntry.Read(TempData, EntryKey, user.Id, clock.Now);

    private RedirectToPageResult ShowAgain(CodeEntry entry)
    {
        entry.Write(TempData, EntryKey);
        return RedirectToPage(new { Seal });
    }

    private RedirectToPageResult BeginAnew()
    {
        Flash.Set(TempData, Tone.Wrong, "Password/LinkEnded");
        return RedirectToPage("Index");
    }

    public sealed class InputModel
    {
        [DataType(DataType.Password)]
        public string? Code { get; set; }

        [NewPassword]
        public string Password { get; set; } = "";
    }
}
