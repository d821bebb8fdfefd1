using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>
/// Where <c>[RequireVoiceCode]</c> sends whoever lacks the code: <c>Ytx:StepUp:Path</c>. Its GET shows what the last POST left, and does nothing.
/// </summary>
public sealed class StepUpModel(UserManager<AppUser> users, StepUpService stepUp, SiteClock clock) : PageModel
{
    [BindProperty, DataType(DataType.Password)]
    public string? Typed { get; set; }

    [BindProperty(SupportsGet = true, Name = "action")]
    public string Action { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public CodeState Code { get; private set; } = null!;

    private string EntryKey => $"step-up-{Action}";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is not { } user)
        {
            return NotFound();
        }

        // Back, after it was proved: nothing is wrong.
        if (await stepUp.IsProvedAsync(Action))
        {
            return this.RedirectBack(ReturnUrl);
        }

        if (Action is StepUpService.ChangeFactor && !user.PhoneNumberConfirmed)
        {
            return RedirectToPage("OtherFactor", new { ReturnUrl });
        }

        Code = await stepUp.StateAsync(user, Entry(user));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is not { } user)
        {
            return NotFound();
        }

        if (await stepUp.TryCodeAsync(user, Action, Typed, Entry(user)) is { } entry)
        {
            return ShowAgain(entry);
        }

        TempData.Remove(EntryKey);
        return this.RedirectBack(ReturnUrl);
    }

    public async Task<IActionResult> OnPostCallAgainAsync() => await FindAsync() is { } user
        ? ShowAgain(await stepUp.CallAsync(user, Action, Entry(user))) : NotFound();

    // Only what this site asks a code for: the address is anybody's.
    private Task<AppUser?> FindAsync() => StepUpService.Actions.Contains(Action) ? users.GetUserAsync(User) : Task.FromResult<AppUser?>(null);

    private CodeEntry? Entry(AppUser user) => CodeEntry.Read(TempData, EntryKey, user.Id, clock.Now);

    private RedirectToPageResult ShowAgain(CodeEntry entry)
    {
        entry.Write(TempData, EntryKey);
        return RedirectToPage(new { action = Action, ReturnUrl });
    }
}
