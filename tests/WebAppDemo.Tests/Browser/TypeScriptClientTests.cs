using Microsoft.Playwright;

namespace WebAppDemo.Tests;

/// <summary>A client that was generated from the OpenAPI document, in a browser, with bearer tokens.</summary>
public sealed class TypeScriptClientTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const string Html = """
        <!doctype html>
        <label>Email <input id="email"></label> <label>Password <input id="password"></label> <button id="sign-in">Sign in</button>
        <label>Code <input id="code"></label> <button id="enter">Enter</button>
        <p id="said"></p>
        <script src="/client.js"></script>
        """;

    [Fact]
    public async Task SignIn_PasswordAndCall_ReadsTheAccount()
    {
        var script = await TypeScriptClient.BuildAsync();
        await using var tab = await site.OpenAsync();
        var account = await site.CreateAccountAsync();
        var page = tab.Page;
        await page.RouteAsync("**/client.html", route => route.FulfillAsync(new() { Body = Html, ContentType = "text/html" }));
        await page.RouteAsync("**/client.js", route => route.FulfillAsync(new() { Path = script, ContentType = "text/javascript" }));
        await tab.GoAsync("/client.html");
        var said = Assertions.Expect(page.Locator("#said"));

        await page.Locator("#email").FillAsync(account.Email);
        await page.Locator("#password").FillAsync("not-the-password");
        await page.Locator("#sign-in").ClickAsync();
        await said.ToContainTextAsync("sign-in-failed: ");
        await page.Locator("#password").FillAsync(account.Password);
        await page.Locator("#sign-in").ClickAsync();
        await said.ToHaveTextAsync($"calling {account.MaskedNumber}");
        await page.Locator("#code").FillAsync(await site.CodeAsync(account.Number));
        await page.Locator("#enter").ClickAsync();

        await said.ToHaveTextAsync($"signed in, {account.MaskedNumber}, second factor true");
        Assert.Empty(await page.Context.CookiesAsync());
    }
}
