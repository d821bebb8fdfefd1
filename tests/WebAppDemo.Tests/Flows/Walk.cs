using Microsoft.Playwright;

namespace WebAppDemo.Tests;

/// <summary>One person on the site, in one language: finds what to press and to read by the sentences' names.</summary>
public sealed class Walk(BrowserSite site, Tab tab, string language) : IAsyncDisposable
{
    private readonly PageWords _words = new(language);

    public IPage Page => tab.Page;

    // Passkeys are for names and not for addresses.
    private Uri Site { get; } = new UriBuilder(site.Address) { Host = "localhost" }.Uri;

    public static async Task<Walk> BeginAsync(BrowserSite site, string language) =>
        new(site, await site.OpenAsync(width: 390, height: 844, language: language), language);

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(tab.Complaints);
        await tab.DisposeAsync();
    }

    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(Site, path).ToString());
        Assert.Equal(language is "zh-CN" ? "zh-CN" : "en", await Page.Locator("html").GetAttributeAsync("lang"));
    }

    public Task TypeAsync(string field, string text) => Page.Locator($"main [name='{field}']").FillAsync(text);

    public Task PressAsync(string sentence) =>
        Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = _words[sentence], Exact = true }).First.ClickAsync();

    public Task FollowAsync(string sentence) =>
        Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = _words[sentence], Exact = true }).First.ClickAsync();

    public Task SeeAsync(string sentence, params object[] values) =>
        Assertions.Expect(Page.GetByRole(AriaRole.Main)).ToContainTextAsync(_words[sentence, values]);

    /// <summary>From now on the browser's device makes passkeys and signs in with them.</summary>
    public async Task UseDeviceAsync()
    {
        var devtools = await Page.Context.NewCDPSessionAsync(Page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    /// <summary>Proves a number at the door for phones.</summary>
    public async Task EnterPhoneAsync(string number)
    {
        await GoAsync("/PhoneSignIn");
        await TypeAsync("Input.PhoneNumber", number);
        await PressAsync("Phone/CallThisNumber");
        await BeAtAsync("/PhoneSignIn/Code");
        await TypeAsync("Input.Code", await HearAsync(number));
        await PressAsync("Shared/SignIn");
    }

    public Task BeAtAsync(string path) => tab.BeAtAsync(path);

    public Task<string> HearAsync(string number) => tab.HearAsync(number);

    public async Task SignOutAsync()
    {
        await Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button).ClickAsync();
        await SeeAsync("SignOut/SignedOut");
    }

    public async Task EnterPasswordAsync(Account account)
    {
        await GoAsync("/SignIn");
        await TypeAsync("Input.Email", account.Email);
        await TypeAsync("Input.Password", account.Password);
        await PressAsync("Shared/SignIn");
    }

    /// <summary>Signs in by password and call.</summary>
    public async Task SignInAsync(Account account, bool remember = false)
    {
        await EnterPasswordAsync(account);
        await BeAtAsync("/SignIn/Call");
        await TypeAsync("Input.Code", await HearAsync(account.Number));
        if (remember)
        {
            await Page.Locator("[name='Input.RememberDevice']").CheckAsync();
        }

        await PressAsync("Shared/SignIn");
        await Assertions.Expect(Page.GetByRole(AriaRole.Main)).ToContainTextAsync(account.Email);
    }

    /// <summary>Types the code that the call of a page speaks, after asking for the call.</summary>
    public async Task AnswerAsync(string field, string number, string button)
    {
        await PressAsync("Code/CallMe");
        await Page.Locator($"main [name='{field}']").WaitForAsync();
        await TypeAsync(field, await HearAsync(number));
        await PressAsync(button);
    }

    /// <summary>Opens the link of the newest e-mail, at the name that this person uses for the site.</summary>
    public Task OpenMailAsync(string email) => GoAsync(new Uri(site.Mail.Link(email)).PathAndQuery);
}
