using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace WebAppDemo.Tests;

/// <summary>
/// What a person does in a browser. Anything that the browser complains about is kept. Tests name what is read and pressed in English;
/// a Chinese browser finds the same sentences in Chinese.
/// </summary>
public sealed class Tab : IAsyncDisposable
{
    private readonly BrowserSite _site;
    private readonly IBrowserContext _context;
    private readonly string _language;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Tab(BrowserSite site, IBrowserContext context, IPage page, string language = Sentences.English)
    {
        _site = site;
        _context = context;
        _language = language;
        Page = page;
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Script errors, and what the content security policy blocked.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    public Task GoAsync(string path) => Page.GotoAsync(path);

    public Task PressAsync(string button) =>
        Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = In(button), Exact = true }).ClickAsync();

    public Task TypeAsync(string label, string text) => Page.GetByLabel(In(label), new() { Exact = true }).FillAsync(text);

    /// <summary>Waits until the page has put the cursor there by itself.</summary>
    public Task HaveFocusAsync(string label) =>
        Assertions.Expect(Page.GetByLabel(In(label), new() { Exact = true })).ToBeFocusedAsync();

    public Task SeeAsync(string text) =>
        Assertions.Expect(Page.GetByRole(AriaRole.Main)).ToContainTextAsync(In(text));

    public async Task BeAtAsync(string path)
    {
        // Not WaitForURLAsync, which now and then waits for a load event that has passed.
        await Assertions.Expect(Page).ToHaveURLAsync(new Regex($"^[^?]*{Regex.Escape(path)}(\\?|$)"));
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
    }

    public async Task EnterPasswordAsync(Account account)
    {
        await GoAsync("/SignIn");
        await TypeAsync("Email", account.Email);
        await TypeAsync("Password", account.Password);
        await PressAsync("Sign in");
    }

    /// <summary>Reads the newest code for a number from the virtual handset, in another tab of the same browser.</summary>
    public async Task<string> HearAsync(string number)
    {
        var handset = await _context.NewPageAsync();
        await handset.GotoAsync(_site.Simulator.Address.ToString());
        var code = await handset.Locator($"li[data-dst='{number}'] [data-code]").First.TextContentAsync();
        await handset.CloseAsync();
        return code!.Trim();
    }

    public Task TickAsync(string label) => Page.GetByLabel(In(label)).CheckAsync();

    public async Task LogOutAsync()
    {
        await Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = In("Sign out") }).ClickAsync();
        await SeeAsync("You are signed out");
    }

    // Names and numbers are no sentences.
    private string In(string english) => _language is Sentences.English || english.Any(char.IsAsciiDigit) && english is not "6-digit code"
        ? english : Sentences.In(_language, english);
}
