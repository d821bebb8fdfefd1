using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The code that confirms a number. Its GET shows what the last POST left, and does nothing.</summary>
public sealed class ConfirmPhoneModel(UserManager<AppUser> users, PhoneChange change, SiteClock clock) : PageModel
{
    internal const string EntryKey = "phone-code";

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public CodeState Code { get; private set; } = null!;

    /// <summary>The number that this page is about.</summary>
    [BindProperty]
    public string? Number { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user
            || CodeEntry.Read(TempData, EntryKey, user.Id, clock.Now) is not { NewNumber: { } number } entry)
        {
            return await BeginAnewAsync();
        }

        Number = change.Seal(user, number);
        Code = await change.StateAsync(user, entry);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync() => await ReadAsync() is var (user, number, before)
        ? Go(await change.ConfirmAsync(user, number, Input.Code, before)) : await BeginAnewAsync();

    public async Task<IActionResult> OnPostCallAgainAsync() => await ReadAsync() is var (user, number, before)
        ? Go(await change.CallAgainAsync(user, number, before)) : await BeginAnewAsync();

    // What is remembered may be about a number that another tab has asked for.
    private async Task<(AppUser User, string Number, CodeEntry? Before)?> ReadAsync() =>
        await users.GetUserAsync(User) is { } user && change.Open(user, Number) is { } number
            ? (user, number, CodeEntry.Read(TempData, EntryKey, user.Id, clock.Now) is { } entry && entry.NewNumber == number ? entry : null)
            : null;

    private RedirectToPageResult Go(PhoneChangeStep step)
    {
        if (step.Entry is not null)
        {
            step.Entry.Write(TempData, EntryKey);
            return RedirectToPage();
        }

        TempData.Remove(EntryKey);
        Flash.Set(TempData, step.IsDone ? Tone.Done : Tone.Wrong, step.NumberProblem ?? "Phone/Confirmed");
        return RedirectToPage(step.IsDone ? "/Account/Index" : "Index");
    }

    private async Task<RedirectToPageResult> BeginAnewAsync()
    {
        // Back, after the number was confirmed: nothing is wrong.
        if (HttpMethods.IsGet(Request.Method) && await users.GetUserAsync(User) is { PhoneNumberConfirmed: true })
        {
            return RedirectToPage("/Account/Index");
        }

        Flash.Set(TempData, Tone.Wait, "Phone/EnterAgain");
        return RedirectToPage("Index");
    }

    public sealed class InputModel
    {
        [DataType(DataType.Password)]
        public string? Code { get; set; }
    }
}
