using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class SessionsModel(UserManager<AppUser> users, SessionList list) : PageModel
{
    public string? CurrentId => list.CurrentId;

    public IReadOnlyList<UserSession> Open { get; private set; } = [];

    public IReadOnlyList<UserSession> Devices { get; private set; } = [];

    public IReadOnlyList<UserSession> Recent { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        var all = await list.ListAsync(user);
        Open = [.. all.Where(session => !session.IsDevice && session.EndsAt > list.Now)];
        Devices = [.. all.Where(session => session.IsDevice && session.EndsAt > list.Now)];
        Recent = [.. all.Where(session => !session.IsDevice).Take(10)];
        return Page();
    }

    public Task<IActionResult> OnPostEndAsync(string? id) => EndAsync(user => list.EndAsync(user, id));

    public Task<IActionResult> OnPostEndOthersAsync() => EndAsync(list.EndOthersAsync);

    private async Task<IActionResult> EndAsync(Func<AppUser, Task> end)
    {
        if (await users.GetUserAsync(User) is not { } user)
        {
            return Challenge();
        }

        await end(user);
        Flash.Set(TempData, Tone.Done, "Sessions/Ended");
        return RedirectToPage();
    }
}
