using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Shown in place of any answer that has no page. It says what to do next, and nothing about the inside.</summary>
/// <remarks>Without the token check: the request that it answers may have failed for want of a token.</remarks>
[IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    /// <summary>What is wrong, as the name of a sentence.</summary>
    public string Kind { get; private set; } = "";

    public void OnGet(int? status) => Show(status);

    public void OnPost(int? status) => Show(status);

    private void Show(int? status) => Kind = status switch
    {
        StatusCodes.Status400BadRequest => "Unreadable",
        StatusCodes.Status403Forbidden => "Forbidden",
        StatusCodes.Status404NotFound => "NotFound",
        StatusCodes.Status503ServiceUnavailable => "Away",
        _ => "Broken",
    };
}
