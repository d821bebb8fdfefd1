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
        await tab.BeAtAsync("/SignIn/Call");
        await tab.SeeAsync("139****1234");
        await tab.TypeAsync("6-digit code", await tab.HearAsync(Demo.Number));
        await tab.PressAsync("Sign in");

        await tab.SeeAsync($"You are signed in as {Demo.Email}");
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Register_ConfirmPhoneAndTurnTheCallOn_NextLogInRings(bool scripts)
    {
        await using var tab = await site.OpenAsync(scripts, width: 390, height: 844);
        var account = new Account($"{Guid.NewGuid():N}@example.com", "a-password-for-tests", site.NextNumber());
        await tab.GoAsync("/Register");
        await tab.TypeAsync("Email", account.Email);
        await tab.PressAsync("Send the link");
        await tab.SeeAsync("We have sent an email");
        await tab.GoAsync(site.Mail.Link(account.Email));
        await tab.TypeAsync("Password", account.Password);
        await tab.PressAsync("Register");
        await tab.SeeAsync("Your account is ready");

        await tab.EnterPasswordAsync(account);
        await tab.SeeAsync("You are signed in");
        await tab.GoAsync("/Account");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Add a phone number" }).First.ClickAsync();
        await tab.TypeAsync("Phone number", account.Number);
        await tab.PressAsync("Call this number");
        await tab.SeeAsync($"{account.Number[..3]} {account.Number[3..7]} {account.Number[7..]}");
        await tab.TypeAsync("6-digit code", await tab.HearAsync(account.Number));
        await tab.PressAsync("Confirm");
        await tab.SeeAsync("The phone number is confirmed");
        await tab.SeeAsync(account.MaskedNumber);
        await tab.GoAsync("/SecondFactor");
        await tab.PressAsync("Turn on");
        await tab.Page.GetByLabel("I have saved these codes.").CheckAsync();
        await tab.PressAsync("Turn on");
        await tab.SeeAsync("Two-step sign-in is on");

        // At once: the right code ended the wait for the next call.
        await tab.LogOutAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/SignIn/Call");
        await tab.TypeAsync("6-digit code", await tab.HearAsync(account.Number));
        await tab.PressAsync("Sign in");

        await tab.SeeAsync($"You are signed in as {account.Email}");
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task LogIn_KeyboardOnly_GetsIn()
    {
        await using var tab = await site.OpenAsync();
        var account = await site.CreateAccountAsync();
        var keyboard = tab.Page.Keyboard;
        await tab.GoAsync("/SignIn");

        await tab.HaveFocusAsync("Email");
        await keyboard.TypeAsync(account.Email);
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync(account.Password);
        await keyboard.PressAsync("Enter");
        await tab.HaveFocusAsync("6-digit code");
        await keyboard.TypeAsync("12345");
        await keyboard.PressAsync("Enter");
        await tab.SeeAsync("didn't count as a try");
        await tab.HaveFocusAsync("6-digit code");
        await keyboard.TypeAsync(await tab.HearAsync(account.Number));
        await keyboard.PressAsync("Enter");

        await tab.SeeAsync("You are signed in");
    }

    [Fact]
    public async Task CallAgain_WithScripts_IsOffUntilTheWaitIsOver()
    {
        await using var tab = await site.OpenAsync();
        var account = await site.CreateAccountAsync();
        await tab.Page.Clock.InstallAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/SignIn/Call");
        var again = tab.Page.Locator("#again");
        await Assertions.Expect(again).ToHaveTextAsync(new Regex("^Call again in (60|5[0-9]) s$"));
        await Assertions.Expect(again).ToHaveAttributeAsync("aria-disabled", "true");

        await tab.Page.Clock.FastForwardAsync(30_000);
        await Assertions.Expect(again).ToHaveTextAsync(new Regex("^Call again in (30|2[0-9]) s$"));
        await Assertions.Expect(again).ToHaveAttributeAsync("aria-disabled", "true");

        await tab.Page.Clock.FastForwardAsync(31_000);
        await Assertions.Expect(again).ToHaveTextAsync("Call again");
        await Assertions.Expect(again).Not.ToHaveAttributeAsync("aria-disabled", "true");
        await tab.SeeAsync("You can get a call now");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await again.ClickAsync();

        await Assertions.Expect(again).ToHaveTextAsync(new Regex("^Call again in (2:00|1[01][0-9] s)$"));
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task CallAgain_WithoutScripts_IsOnAndTheServerAnswers()
    {
        await using var tab = await site.OpenAsync(scripts: false);
        var account = await site.CreateAccountAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/SignIn/Call");

        await tab.PressAsync("Call again");

        await tab.SeeAsync("We've just called you. The code you heard is still valid.");
        await Assertions.Expect(tab.Page.Locator("#again-wait")).ToHaveTextAsync(new Regex(@"^\s*Next call at \d\d:\d\d \(China time\)\.\s*$"));
        Assert.Equal("60", await tab.Page.Locator("#again").GetAttributeAsync("data-wait-seconds"));
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task LogIn_ButtonPressedTwice_SendsTheFormOnce()
    {
        await using var tab = await site.OpenAsync();
        var account = await site.CreateAccountAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/SignIn/Call");
        await tab.TypeAsync("6-digit code", await tab.HearAsync(account.Number));
        var sent = 0;
        var pressedTwice = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/SignIn/Call*", async route =>
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

        await tab.SeeAsync("You are signed in");
        Assert.Equal(1, sent);
    }
}
