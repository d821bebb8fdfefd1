using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Recovery codes, shown once, right after they were made.</summary>
public sealed class RecoveryCodesModel : PageModel
{
    internal const string Key = "recovery-codes";

    public IReadOnlyList<string> Codes { get; private set; } = [];

    public IActionResult OnGet()
    {
        Codes = TempData[Key] as string[] ?? [];
        return Codes.Count > 0 ? Page() : RedirectToPage("Index");
    }
}
