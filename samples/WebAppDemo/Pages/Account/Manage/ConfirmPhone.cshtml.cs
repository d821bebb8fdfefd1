using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The code that confirms a number. Its GET shows what the last POST left, and does nothing.</summary>
public sealed class ConfirmPhoneModel(UserManager<AppUser> users, PhoneChange change, TimeProvider clock) : PageModel
{
    internal const string EntryKey = "phone-code";

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public CallStatus Call { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await ReadAsync() is not var (_, entry))
        {
            return BeginAnew();
        }

        Call = CallStatus.Of(entry.NewNumber, entry, clock);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync() =>
        await ReadAsync() is var (user, entry)
            ? Go(await change.ConfirmAsync(user, Input.Code, entry))
            : BeginAnew();

    public async Task<IActionResult> OnPostCallAgainAsync() =>
        await ReadAsync() is var (user, entry)
            ? Go(await change.CallAgainAsync(user, entry))
            : BeginAnew();

    private async Task<(AppUser User, CodeEntry Entry)?> ReadAsync() =>
        await users.GetUserAsync(User) is { } user
        && CodeEntry.Read(TempData, EntryKey, user, clock) is { NewNumber: not null } entry
            ? (user, entry)
            : null;

    private RedirectToPageResult Go(PhoneChangeStep step)
    {
        if (step.Entry is not null)
        {
            step.Entry.Write(TempData, EntryKey);
            return RedirectToPage();
        }

        TempData.Remove(EntryKey);
        Flash.Set(TempData, step.NumberProblem ?? "The phone number is confirmed.");
        return RedirectToPage("Index");
    }

    private RedirectToPageResult BeginAnew()
    {
        Flash.Set(TempData, "No number waits to be confirmed. Enter it again.");
        return RedirectToPage("Phone");
    }

    public sealed class InputModel
    {
        [Display(Name = "Code"), Required]
        public string? Code { get; set; }
    }
}
