using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The code that was heard. Its GET shows what the last POST left, and does nothing.</summary>
public sealed class PhoneSignInCodeModel(PhoneSignInService signIn, SiteClock clock) : PageModel
{
    internal const string EntryKey = "phone-sign-in-code";

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Which call the form is about: another tab may have asked for another one since.</summary>
    [BindProperty]
    public string? Number { get; set; }

    public CodeState Code { get; private set; } = null!;

    private CodeEntry? Entry => CodeEntry.Read(TempData, EntryKey, clock.Now);

    public async Task<IActionResult> OnGetAsync()
    {
        if (Entry is not { } entry)
        {
            return this.SignInAgain("Phone/EnterAgain", ReturnUrl, "Index");
        }

        (Number, Code) = (entry.Mark, await signIn.StateAsync(entry));
        return Page();
    }

    public Task<IActionResult> OnPostAsync() => StepAsync(entry => signIn.TryCodeAsync(Input.Code, entry));

    public Task<IActionResult> OnPostCallAgainAsync() => StepAsync(signIn.CallAgainAsync);

    private async Task<IActionResult> StepAsync(Func<CodeEntry, Task<PhoneSignInStep>> take)
    {
        if (Entry is not { } entry || entry.Mark != Number)
        {
            return RedirectToPage(new { ReturnUrl });
        }

        var step = await take(entry);
        if (step.Entry is not null)
        {
            step.Entry.Write(TempData, EntryKey);
            return RedirectToPage(new { ReturnUrl });
        }

        TempData.Remove(EntryKey);
        if ((step.Problem ?? step.NumberProblem) is { } problem)
        {
            Flash.Set(TempData, Tone.Wrong, problem);
            return RedirectToPage("Index", new { ReturnUrl });
        }

        if (step.IsWait)
        {
            PhoneWaitModel.Keep(TempData, step.Until);
        }

        return step.Page is null ? this.RedirectBack(ReturnUrl) : RedirectToPage(step.Page, new { ReturnUrl });
    }

    public sealed class InputModel
    {
        [DataType(DataType.Password)]
        public string? Code { get; set; }
    }
}
