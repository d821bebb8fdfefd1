using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Shown in place of any answer that has no page. It says what to do next, and nothing about the inside.</summary>
/// <remarks>Without the token check: the request that it answers may have failed for want of a token.</remarks>
[IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    public string Headline { get; private set; } = "";

    public string Advice { get; private set; } = "";

    public void OnGet(int? status) => Show(status);

    public void OnPost(int? status) => Show(status);

    private void Show(int? status) => (Headline, Advice) = status switch
    {
        StatusCodes.Status400BadRequest => (
            "The form could not be read",
            "It was open for too long or did not come from this site. Open the page again and send the form once more."),
        StatusCodes.Status404NotFound => (
            "There is no such page",
            "Check the address, or go on from the home page."),
        StatusCodes.Status503ServiceUnavailable => (
            "Not available at the moment",
            "Nothing was changed and nobody was called. Wait a minute and try again."),
        _ => (
            "Something went wrong",
            "It was not your doing. Wait a minute and try again."),
    };
}
