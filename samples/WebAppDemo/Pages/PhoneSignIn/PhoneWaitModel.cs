using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace WebAppDemo.Pages;

/// <summary>Says from when on the phone opens the account, to whoever has just proved the number: the pages WayBack and Held.</summary>
public sealed class PhoneWaitModel : PageModel
{
    private const string UntilKey = "phone-until";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Null if that is not known.</summary>
    public DateTimeOffset? Until { get; private set; }

    public IActionResult OnGet()
    {
        // Peek keeps it for the next reload.
        if (TempData.Peek(UntilKey) is not string kept)
        {
            return RedirectToPage("Index", new { ReturnUrl });
        }

        Until = kept is "" ? null : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(kept, CultureInfo.InvariantCulture));
        return Page();
    }

    // As a number: TempData gives a text that looks like a time back as one.
    internal static void Keep(ITempDataDictionary data, DateTimeOffset? until) =>
        data[UntilKey] = until?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "";
}
