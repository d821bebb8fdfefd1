using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace WebAppDemo;

/// <summary>On a page model: whoever signed in more than 10 minutes ago types the password once more, and comes back.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequireRecentSignInAttribute() : TypeFilterAttribute(typeof(Filter))
{
    private sealed class Filter(ReauthenticationService reauthentication) : IAsyncPageFilter
    {
        public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

        public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
        {
            if (await reauthentication.IsRecentAsync())
            {
                await next();
                return;
            }

            context.Result = new RedirectToPageResult("/Reauthentication/Index", new { returnUrl = $"{context.HttpContext.Request.Path}{context.HttpContext.Request.QueryString}" });
        }
    }
}
