using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>One door for those who have an account and those who get one: a number, which is called.</summary>
public sealed class PhoneSignInModel(PhoneSignInService signIn, SiteClock clock) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    private CodeEntry? Entry => CodeEntry.Read(TempData, PhoneSignInCodeModel.EntryKey, clock.Now);

    // What was typed is there again, to be changed.
    public void OnGet() => Input.PhoneNumber = CodeState.Show(Entry?.NewNumber, inFull: true);

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var step = await signIn.StartAsync(Input.PhoneNumber, Entry);
        if (step.Entry is null)
        {
            return this.PageWith("Input.PhoneNumber", step.NumberProblem);
        }

        step.Entry.Write(TempData, PhoneSignInCodeModel.EntryKey);
        return RedirectToPage("Code", new { ReturnUrl });
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Phone/NumberEmpty")]
        [StringLength(Ytx.Voice.PhoneNumber.MaxTextLength, ErrorMessage = "Phone/NumberTooLong")]
        public string PhoneNumber { get; set; } = "";
    }
}
