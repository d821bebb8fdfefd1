using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Ytx.Identity.Hooks;

namespace WebAppDemo.Pages;

/// <summary>For operators, in Development only: elsewhere there is no such page.</summary>
// Whoever copies this: guard it by a role and a second factor, and write down who unlocked whom.
public sealed class OperatorModel(OperatorService service, IHostEnvironment environment) : PageModel
{
    /// <summary>What was typed: an e-mail address or a number. Not in the address, which logs and traces keep.</summary>
    [BindProperty]
    public string? Who { get; set; }

    /// <summary>Whom the page is about.</summary>
    [BindProperty(SupportsGet = true, Name = "user")]
    public string? Id { get; set; }

    public AppUser? Found { get; private set; }

    public IReadOnlyList<VoiceCodeEvent> Events { get; private set; } = [];

    public IReadOnlyList<(string Rule, int Count)> Denials => service.Denials();

    public (int Calls, int? Budget) Budget => service.Budget();

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (!environment.IsDevelopment())
        {
            context.Result = NotFound();
        }
    }

    public async Task OnGetAsync()
    {
        Found = string.IsNullOrEmpty(Id) ? null : await service.FindByIdAsync(Id);
        Events = Found is null ? [] : service.EventsOf(Found);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var found = string.IsNullOrEmpty(Who) ? null : await service.FindAsync(Who);
        if (found is null)
        {
            Flash.Set(TempData, Tone.Wrong, "Operator/NoUser");
        }

        return RedirectToPage(new { user = found?.Id });
    }

    public async Task<IActionResult> OnPostUnlockAsync()
    {
        var isDone = Id is not null && await service.FindByIdAsync(Id) is { } user && await service.UnlockAsync(user);
        Flash.Set(TempData, isDone ? Tone.Done : Tone.Wrong, isDone ? "Operator/Unlocked" : "Operator/NotUnlocked");
        return RedirectToPage(new { user = Id });
    }
}
