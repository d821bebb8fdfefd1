using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace WebAppDemo.Tests;

/// <summary>Every page, in the states that it has, as axe and a narrow screen see it.</summary>
public sealed class AccessibilityTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    // Links inside a sentence are exempt from the size of targets (WCAG 2.2, 2.5.8).
    private const string SmallTargets = """
        () => [...document.querySelectorAll("a, button, input:not([type=hidden]), label.check")]
          .filter(e => !e.closest("p.hint, p.note, [role=alert], label.check > *, .skip") && !e.matches(".skip, .check input"))
          .filter(e => e.getBoundingClientRect().height < 44)
          .map(e => e.outerHTML)
        """;

    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Pages_InEveryState_HaveNoViolation(ColorScheme colors, int width)
    {
        await using var tab = await site.OpenAsync(colors: colors, width: width);
        var account = await site.CreateAccountAsync(number: null, secondFactor: false);
        var number = site.NextNumber();

        await CheckAsync(tab, "/");
        await CheckAsync(tab, "/no-such-page");
        await CheckAsync(tab, "/Account/Logout");
        await CheckAsync(tab, "/Account/Register");
        await tab.TypeAsync("E-mail", "somebody@example.com");
        await tab.PressAsync("Send the link");
        await tab.SeeAsync("We have sent an e-mail");
        await CheckAsync(tab);
        await CheckAsync(tab, site.Mail.Link("somebody@example.com"));
        await tab.TypeAsync("Password", "short");
        await tab.PressAsync("Register");
        await CheckAsync(tab);
        await CheckAsync(tab, "/Account/Login");
        await tab.EnterPasswordAsync(account with { Password = "not-the-password" });
        await tab.SeeAsync("E-mail or password is wrong");
        await CheckAsync(tab);

        await tab.EnterPasswordAsync(account);
        await tab.SeeAsync("You are logged in");
        await CheckAsync(tab);
        await CheckAsync(tab, "/Account/Logout");
        await CheckAsync(tab, "/Account/Manage");
        await CheckAsync(tab, "/Account/Manage/Phone");
        await tab.TypeAsync("Phone number", "12345");
        await tab.PressAsync("Call this number");
        await tab.SeeAsync("No phone has this number");
        await CheckAsync(tab);
        await tab.TypeAsync("Phone number", number);
        await tab.PressAsync("Call this number");
        await tab.BeAtAsync("/Account/Manage/ConfirmPhone");
        await CheckAsync(tab);
        await tab.TypeAsync("Code", "1");
        await tab.PressAsync("Confirm");
        await tab.SeeAsync("it cost no try");
        await CheckAsync(tab);
        await tab.TypeAsync("Code", await tab.HearAsync(number));
        await tab.PressAsync("Confirm");
        await tab.PressAsync("Turn the call on");
        await tab.SeeAsync("The call is on");
        await CheckAsync(tab);
        await CheckAsync(tab, "/Account/Manage/Phone");
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        await CheckAsync(tab, "/Account/Manage");

        await tab.LogOutAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/Account/LoginWithVoiceCode");
        await CheckAsync(tab);
        await CheckAsync(tab, "/Account/LoginWithRecoveryCode");
        await tab.GoAsync("/Account/LoginWithVoiceCode");
        await tab.TypeAsync("Code", "000000");
        await tab.PressAsync("Log in");
        await tab.SeeAsync("tries left");
        await CheckAsync(tab);
        Assert.DoesNotContain(tab.Complaints, complaint => !complaint.Contains("404", StringComparison.Ordinal));
    }

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
    [InlineData("/Account/Logout")]
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

    private static async Task CheckAsync(Tab tab, string? path = null)
    {
        if (path is not null)
        {
            await tab.GoAsync(path);
        }

        await CheckAsync(tab.Page);
        Assert.Empty(await tab.Page.EvaluateAsync<string[]>(SmallTargets));
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
