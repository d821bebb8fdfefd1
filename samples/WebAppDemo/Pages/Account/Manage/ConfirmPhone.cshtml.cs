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

    /// <summary>The number that this page is about.</summary>
    [BindProperty]
    public string? Number { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user
            || CodeEntry.Read(TempData, EntryKey, user, clock) is not { NewNumber: { } number } entry)
        {
            return BeginAnew();
        }

        Number = change.Seal(user, number);
        Call = CallStatus.Of(number, entry, await change.FindCallAsync(user, entry), clock);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync() =>
        await ReadAsync() is var (user, number, before)
            ? Go(await change.ConfirmAsync(user, number, Input.Code, before))
            : BeginAnew();

    public async Task<IActionResult> OnPostCallAgainAsync() =>
        await ReadAsync() is var (user, number, before)
            ? Go(await change.CallAgainAsync(user, number, before))
            : BeginAnew();

    // What is remembered may be about a number that another tab has asked for.
    private async Task<(AppUser User, string Number, CodeEntry? Before)?> ReadAsync() =>
        await users.GetUserAsync(User) is { } user && change.Open(user, Number) is { } number
            ? (user, number, CodeEntry.Read(TempData, EntryKey, user, clock) is { } entry && entry.NewNumber == number ? entry : null)
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
