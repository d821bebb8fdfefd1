using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Ytx.Identity.Hooks;
using Ytx.Voice;

namespace WebAppDemo.Pages;

/// <summary>For operators, in Development only: elsewhere there is no such page.</summary>
// Whoever copies this: guard it by a role and a second factor, and write down who unlocked whom.
public sealed class OperatorModel(OperatorService service, IHostEnvironment environment) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Email { get; set; }

    public AppUser? Found { get; private set; }

    public string? MaskedNumber { get; private set; }

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
        Found = string.IsNullOrEmpty(Email) ? null : await service.FindAsync(Email);
        if (Found is not null)
        {
            Events = service.EventsOf(Found);
            MaskedNumber = PhoneNumber.TryParse(Found.PhoneNumber, out var number, out _) ? number.Masked : null;
        }
    }

    public async Task<IActionResult> OnPostUnlockAsync()
    {
        var isDone = Email is not null && await service.FindAsync(Email) is { } user && await service.UnlockAsync(user);
        Flash.Set(TempData, isDone ? Tone.Done : Tone.Wrong, isDone ? "Operator/Unlocked" : "Operator/NotUnlocked");
        return RedirectToPage(new { Email });
    }
}
