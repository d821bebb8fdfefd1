using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Ytx.Identity;

namespace WebAppDemo.Pages;

/// <summary>A sensitive page: it opens with a code that was spoken for it in this session, in the last 5 minutes. Nothing is really paid.</summary>
// Whoever copies this: the attribute guards GET and POST alike. The page of the code tells the amount.
[RequireVoiceCode(StepUpService.Pay)]
public sealed class PayModel : PageModel
{
    internal const string Amount = "¥128.00";

    public bool IsPaid { get; private set; }

    public void OnGet() => IsPaid = TempData["paid"] is true;

    public IActionResult OnPost()
    {
        TempData["paid"] = true;
        return RedirectToPage();
    }
}
