using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace WebAppDemo.Tests;

public sealed class BrowserFlowTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly Account Demo = new(DemoUser.Email, DemoUser.Password, DemoUser.PhoneNumber[3..]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LogIn_DemoUserWithTheHandsetsCode_WorksWithAndWithoutScripts(bool scripts)
    {
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        await using var tab = await site.OpenAsync(scripts);

        await tab.EnterPasswordAsync(Demo);
        await tab.BeAtAsync("/Account/LoginWithVoiceCode");
        await tab.SeeAsync("139****1234");
        await tab.TypeAsync("Code", await tab.HearAsync(Demo.Number));
        await tab.PressAsync("Log in");

        await tab.SeeAsync($"You are logged in as {Demo.Email}");
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Register_ConfirmPhoneAndTurnTheCallOn_NextLogInRings(bool scripts)
    {
        await using var tab = await site.OpenAsync(scripts, width: 390, height: 844);
        var account = new Account($"{Guid.NewGuid():N}@example.com", "a-password-for-tests", site.NextNumber());
        await tab.GoAsync("/Account/Register");
        await tab.TypeAsync("E-mail", account.Email);
        await tab.PressAsync("Send the link");
        await tab.SeeAsync("We have sent an e-mail");
        await tab.GoAsync(site.Mail.Link(account.Email));
        await tab.TypeAsync("Password", account.Password);
        await tab.PressAsync("Register");
        await tab.SeeAsync("Your account is ready");

        await tab.EnterPasswordAsync(account);
        await tab.SeeAsync("You are logged in");
        await tab.GoAsync("/Account/Manage");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Add a phone number" }).First.ClickAsync();
        await tab.TypeAsync("Phone number", account.Number);
        await tab.PressAsync("Call this number");
        await tab.SeeAsync(account.MaskedNumber);
        await tab.TypeAsync("Code", await tab.HearAsync(account.Number));
        await tab.PressAsync("Confirm");
        await tab.SeeAsync("The phone number is confirmed");
        await tab.PressAsync("Turn the call on");
        await tab.SeeAsync("The call is on");

        // At once: the right code ended the wait for the next call.
        await tab.LogOutAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/Account/LoginWithVoiceCode");
        await tab.TypeAsync("Code", await tab.HearAsync(account.Number));
        await tab.PressAsync("Log in");

        await tab.SeeAsync($"You are logged in as {account.Email}");
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task LogIn_KeyboardOnly_GetsIn()
    {
        await using var tab = await site.OpenAsync();
        var account = await site.CreateAccountAsync();
        var keyboard = tab.Page.Keyboard;
        await tab.GoAsync("/Account/Login");

        await tab.HaveFocusAsync("E-mail");
        await keyboard.TypeAsync(account.Email);
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync(account.Password);
        await keyboard.PressAsync("Enter");
        await tab.HaveFocusAsync("Code");
        await keyboard.TypeAsync("12345");
        await keyboard.PressAsync("Enter");
        await tab.SeeAsync("it cost no try");
        await tab.HaveFocusAsync("Code");
        await keyboard.TypeAsync(await tab.HearAsync(account.Number));
        await keyboard.PressAsync("Enter");

        await tab.SeeAsync("You are logged in");
    }

    [Fact]
    public async Task CallAgain_WithScripts_IsOffUntilTheWaitIsOver()
    {
        await using var tab = await site.OpenAsync();
        var account = await site.CreateAccountAsync();
        await tab.Page.Clock.InstallAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/Account/LoginWithVoiceCode");
        var again = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Call me again" });
        await Assertions.Expect(again).ToBeDisabledAsync();

        await tab.Page.Clock.FastForwardAsync(30_000);
        await Assertions.Expect(tab.Page.Locator("[data-wait-text]")).ToHaveTextAsync(new Regex("^(30|29|28) seconds$"));
        await Assertions.Expect(again).ToBeDisabledAsync();

        await tab.Page.Clock.FastForwardAsync(31_000);
        await tab.SeeAsync("You can ask for another call now");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await again.ClickAsync();

        await Assertions.Expect(tab.Page.Locator("[data-wait-text]")).ToHaveTextAsync(new Regex("^(2 minutes|1[01][0-9] seconds)$"));
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task CallAgain_WithoutScripts_IsOnAndTheServerAnswers()
    {
        await using var tab = await site.OpenAsync(scripts: false);
        var account = await site.CreateAccountAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/Account/LoginWithVoiceCode");

        await tab.PressAsync("Call me again");

        await tab.SeeAsync("no second one was placed");
        await tab.SeeAsync("The next call is possible in 60 seconds");
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task LogIn_ButtonPressedTwice_SendsTheFormOnce()
    {
        await using var tab = await site.OpenAsync();
        var account = await site.CreateAccountAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/Account/LoginWithVoiceCode");
        await tab.TypeAsync("Code", await tab.HearAsync(account.Number));
        var sent = 0;
        var pressedTwice = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/LoginWithVoiceCode*", async route =>
        {
            // The page also reads itself again, when it hears of the call.
            Interlocked.Add(ref sent, route.Request.Method is "POST" ? 1 : 0);
            await pressedTwice.Task;
            await route.ContinueAsync();
        });

        await tab.Page.EvaluateAsync("""
            () => {
              const button = document.querySelector("main form button");
              button.click();
              return new Promise((done) => setTimeout(() => { button.click(); done(); }, 50));
            }
            """);
        pressedTwice.SetResult();

        await tab.SeeAsync("You are logged in");
        Assert.Equal(1, sent);
    }
}
