using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Behind the link of the e-mail about a changed phone. Opening it changes nothing: programs open links too.</summary>
[AllowAnonymous]
public sealed class UndoModel(PhoneNotice notice) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Seal { get; set; }

    public bool CanUndo { get; private set; }

    public async Task OnGetAsync() => CanUndo = await notice.CanUndoAsync(Seal);

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await notice.UndoAsync(Seal))
        {
            return RedirectToPage(new { Seal });
        }

        Flash.Set(TempData, Tone.Done, "Phone/Undone");
        return RedirectToPage("/Password/Index");
    }
}
