using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo;

internal static class PageModelExtensions
{
    /// <summary>Where the user wanted to go, if that is on this site; the home page otherwise.</summary>
    public static IActionResult RedirectBack(this PageModel page, string? returnUrl) =>
        page.Url.IsLocalUrl(returnUrl) ? page.LocalRedirect(returnUrl) : page.RedirectToPage("/Index");
}
