using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace WebAppDemo.Tests;

/// <summary>The handset as axe and a narrow screen see it, and the link that skips to the content. The site's pages: <see cref="PageStatesTests"/>.</summary>
public sealed class AccessibilityTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    [Theory]
    [InlineData("en-US", ColorScheme.Light, 1200)]
    [InlineData("en-US", ColorScheme.Dark, 390)]
    [InlineData("zh-CN", ColorScheme.Light, 390)]
    public async Task Handset_WithARingingCall_HasNoViolation(string language, ColorScheme colors, int width)
    {
        await using var handset = await site.OpenHandsetAsync(language, colors, width);
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        await visitor.EnterPasswordAsync(account);
        await Assertions.Expect(handset.Call(account.Number)).ToHaveAttributeAsync("data-state", "ringing");
        await handset.Page.Locator("[data-fault]").First.ClickAsync();
        await Assertions.Expect(handset.Page.Locator("[data-forget=faults]")).ToBeVisibleAsync();
        site.Simulator.ClearFaults();

        await CheckAsync(handset.Page);

        site.Simulator.Answer(site.Simulator.Calls.First(call => call.Dst == account.Number));
        await Assertions.Expect(handset.Call(account.Number)).ToHaveAttributeAsync("data-state", "answered");
        await CheckAsync(handset.Page);
        Assert.Empty(handset.Complaints);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/no-such-page")]
    [InlineData("/SignOut")]
    public async Task SkipLink_FirstTab_LeadsToTheContent(string path)
    {
        await using var tab = await site.OpenAsync();
        await tab.GoAsync(path);

        await tab.Page.Keyboard.PressAsync("Tab");
        var skip = tab.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" });
        await Assertions.Expect(skip).ToBeInViewportAsync();
        await skip.PressAsync("Enter");

        await Assertions.Expect(tab.Page.Locator("#content")).ToBeFocusedAsync();
    }

    private static async Task CheckAsync(IPage page)
    {
        var found = await page.RunAxe();
        Assert.True(found.Violations.Length is 0, string.Join('\n', found.Violations.Select(violation =>
            $"{page.Url}: {violation.Id}: {violation.Help}: {string.Join(' ', violation.Nodes.Select(node => node.Html))}")));
        Assert.True(
            await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{page.Url} scrolls sideways.");
        Assert.Equal(1, await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).CountAsync());
    }
}
