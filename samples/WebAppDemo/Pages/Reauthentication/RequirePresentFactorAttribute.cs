using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace WebAppDemo;

/// <summary>
/// On a page model that changes how its owner signs in: a recent sign-in, and where a second step is on, a proof of it too. Otherwise a
/// stolen session, or a remembered device, could take away what it lacks.
/// </summary>
// Whoever copies this: every page that adds, replaces or removes a factor needs it, recovery codes and passkeys too.
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequirePresentFactorAttribute() : TypeFilterAttribute(typeof(Filter))
{
    private sealed class Filter(ReauthenticationService reauthentication, StepUpService stepUp, UserManager<AppUser> users) : IAsyncPageFilter
    {
        public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

        public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
        {
            var request = context.HttpContext.Request;
            var returnUrl = HttpMethods.IsGet(request.Method) ? $"{request.Path}{request.QueryString}" : request.Path.Value;
            if (!await reauthentication.IsRecentAsync())
            {
                context.Result = new RedirectToPageResult("/Reauthentication/Index", new { returnUrl });
            }
            else if (await users.GetUserAsync(context.HttpContext.User) is { } user && await stepUp.NeedsFactorAsync(user))
            {
                context.Result = new RedirectToPageResult("/StepUp/Index", new { action = StepUpService.ChangeFactor, returnUrl });
            }
            else
            {
                await next();
            }
        }
    }
}
