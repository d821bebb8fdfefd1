using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo;

internal static class PageModelExtensions
{
    /// <summary>Where the user wanted to go, if that is on this site; the home page otherwise.</summary>
    public static IActionResult RedirectBack(this PageModel page, string? returnUrl) =>
        page.Url.IsLocalUrl(returnUrl) ? page.LocalRedirect(returnUrl) : page.RedirectToPage("/Home/Index");

    /// <summary>The page again, with what is wrong with a field, as the name of a sentence; null if that is said already.</summary>
    public static IActionResult PageWith(this PageModel page, string field, string? problem)
    {
        if (problem is not null)
        {
            page.ModelState.AddModelError(field, problem);
        }

        return page.Page();
    }

    /// <summary>To the page that asks whether it is still the owner, and back here.</summary>
    public static IActionResult Reauthenticate(this PageModel page) =>
        page.RedirectToPage("/Reauthentication/Index", new { returnUrl = page.Request.Path.Value });

    /// <summary>To the page that asks for a code for an action, and back here.</summary>
    public static IActionResult StepUp(this PageModel page, string action) =>
        page.RedirectToPage("/StepUp/Index", new { action, returnUrl = page.Request.Path.Value });

    /// <summary>What the user is called on pages.</summary>
    public static string? ShownName(this ClaimsPrincipal user) => user.FindFirstValue(ShownNames.Claim) ?? user.Identity?.Name;

    /// <summary>Back to the first step, with the reason. Who has signed in meanwhile, by the other half of a double click, goes on.</summary>
    public static IActionResult SignInAgain(this PageModel page, string problem, string? returnUrl, string firstStep = "/SignIn/Index")
    {
        if (page.User.Identity is { IsAuthenticated: true })
        {
            return page.RedirectBack(returnUrl);
        }

        Flash.Set(page.TempData, Tone.Wrong, problem);
        return page.RedirectToPage(firstStep, new { returnUrl });
    }
}
