using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The second step of a sign-in by a call. Its GET shows what the last POST left, and does nothing.</summary>
public sealed class CallModel(SignInService signIn, SiteClock clock) : PageModel, ISecondStep
{
    internal const string EntryKey = "sign-in-code";

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public CodeState Code { get; private set; } = null!;

    public SecondStep Way => SecondStep.Call;

    public IReadOnlyList<SecondStep> Ways { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await signIn.HalfSignedInUserAsync() is not { } user)
        {
            return BeginAnew(SignInService.Lapsed);
        }

        Ways = await signIn.WaysAsync(user);
        if (!Ways.Contains(Way) && await signIn.BeganByPhoneAsync())
        {
            return RedirectToPage(SignInService.PageOf(Ways[0]), new { ReturnUrl });
        }

        Code = await signIn.StateAsync(user, Entry(user));
        Input.RememberDevice = TempData.Peek(nameof(Input.RememberDevice)) is true;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.HalfSignedInUserAsync() is not { } user)
        {
            return BeginAnew(SignInService.Lapsed);
        }

        TempData[nameof(Input.RememberDevice)] = Input.RememberDevice;
        var step = await signIn.TryCodeAsync(user, Input.Code, Input.RememberDevice, Entry(user));
        if (step.Entry is not null)
        {
            return ShowAgain(step.Entry);
        }

        TempData.Remove(EntryKey);
        TempData.Remove(nameof(Input.RememberDevice));
        return step.Problem is null ? this.RedirectBack(ReturnUrl) : BeginAnew(step.Problem);
    }

    public async Task<IActionResult> OnPostCallAgainAsync() => await signIn.HalfSignedInUserAsync() is { } user
        ? ShowAgain(await signIn.CallAsync(user, Entry(user))) : BeginAnew(SignInService.Lapsed);

    private CodeEntry? Entry(AppUser user) => CodeEntry.Read(TempData, EntryKey, user.Id, clock.Now);

    private RedirectToPageResult ShowAgain(CodeEntry entry)
    {
        entry.Write(TempData, EntryKey);
        return RedirectToPage(new { ReturnUrl });
    }

    private IActionResult BeginAnew(string problem) => this.SignInAgain(problem, ReturnUrl);

    public sealed class InputModel
    {
        // No sentence for an empty one: that is said of any text that cannot be the code.
        [DataType(DataType.Password)]
        public string? Code { get; set; }

        public bool RememberDevice { get; set; }
    }
}
