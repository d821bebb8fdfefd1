using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>Keeps the reader's language in a cookie and goes back to the page.</summary>
public sealed class LanguageModel(IWebHostEnvironment environment) : PageModel
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    public IActionResult OnPost(string? to, string? returnUrl)
    {
        var cookie = new CookieBuilder { MaxAge = Life, IsEssential = true };
        CookieRules.Apply(cookie, environment, ".Language");
        Response.Cookies.Append(
            cookie.Name!,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(
                Languages.English, to is Languages.Chinese ? Languages.Chinese : Languages.English)),
            cookie.Build(HttpContext));
        return this.RedirectBack(returnUrl);
    }
}
