using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace WebAppDemo.Tests;

/// <summary>What the code page says of a call while it happens, and what is pressed on the handset.</summary>
public sealed partial class CallStatusTests(PushedSite site) : IClassFixture<PushedSite>
{
    private const string CodePage = "/SignIn/Call";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CodePage_Declined_SaysSoAndOffersTheNextCallInFifteenSeconds(bool scripts)
    {
        await using var handset = await site.OpenHandsetAsync();
        await using var tab = await OpenAsync(scripts);
        var account = await EnterPasswordAsync(tab);

        await handset.PressAsync(account.Number, "Decline");

        await SeeAsync(tab, scripts, "rejected", "The call was declined on your phone");
        var again = tab.Page.Locator("#again");
        if (scripts)
        {
            await Assertions.Expect(again).ToHaveTextAsync(FifteenOrLess());
            await Assertions.Expect(again).ToHaveAttributeAsync("aria-disabled", "true");
        }
        else
        {
            Assert.Equal("15", await again.GetAttributeAsync("data-wait-seconds"));
            await tab.PressAsync("Call again");
            await tab.SeeAsync("We called this number a moment ago. Next call at");
            Assert.Equal("15", await again.GetAttributeAsync("data-wait-seconds"));
        }

        site.Clock.Advance(TimeSpan.FromSeconds(15));
        if (scripts)
        {
            await tab.Page.Clock.FastForwardAsync(15_000);
            await tab.SeeAsync("You can get a call now");
        }

        await tab.PressAsync("Call again");
        await tab.SeeAsync("Your phone");
        await Waiting.UntilAsync(TimeSpan.FromSeconds(20), async () =>
            await site.CallsAsync(account.Number) is { Count: 2 } ? null : "There was no second call.");
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CodePage_Answered_SaysToListenThenToTypeAndTheCodeLogsIn(bool scripts)
    {
        await using var handset = await site.OpenHandsetAsync();
        await using var tab = await OpenAsync(scripts, width: 390);
        var account = await EnterPasswordAsync(tab);

        await handset.PressAsync(account.Number, "Answer");
        await SeeAsync(tab, scripts, "answered", "You have answered");
        // A page that is loaded meanwhile goes on too.
        await tab.GoAsync(CodePage);
        await tab.SeeAsync("You have answered");
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        if (scripts)
        {
            await tab.Page.Clock.FastForwardAsync(6000);
        }
        else
        {
            await Link(tab).ClickAsync();
        }

        await tab.SeeAsync("Type the digits that you heard");
        await Assertions.Expect(Link(tab)).ToBeHiddenAsync();
        await tab.TypeAsync("6-digit code", await site.CodeAsync(account.Number));
        await tab.PressAsync("Sign in");
        await tab.SeeAsync($"You are signed in as {account.Email}");
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CodePage_SwitchedOff_OffersAnotherWayAndNoSecondCall(bool scripts)
    {
        await using var handset = await site.OpenHandsetAsync();
        await using var tab = await OpenAsync(scripts);
        var account = await EnterPasswordAsync(tab);

        await handset.PressAsync(account.Number, "Switch off");

        await SeeAsync(tab, scripts, "switchedOff", "Your phone is switched off. Try another way, or switch it on and sign in again.");
        await Assertions.Expect(tab.Page.Locator("#again")).ToHaveCountAsync(0);
        if (scripts)
        {
            // The count-down that was there has ended too.
            await tab.Page.Clock.FastForwardAsync(61_000);
        }

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
        await tab.BeAtAsync("/SignIn/RecoveryCode");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task CodePage_SwitchedOffWithTheFocusOnTheButton_MovesItToWhatIsSaid()
    {
        await using var handset = await site.OpenHandsetAsync();
        await using var tab = await OpenAsync(scripts: true);
        var account = await EnterPasswordAsync(tab);
        await tab.Page.Clock.FastForwardAsync(61_000);
        await tab.Page.Locator("#again").FocusAsync();

        await handset.PressAsync(account.Number, "Switch off");

        await tab.SeeAsync("Your phone is switched off");
        await Assertions.Expect(tab.Page.Locator("#code-notice")).ToBeFocusedAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task CodePage_EventsAndPageCannotBeRead_ShowsTheLinkAndSaysItLater()
    {
        var (isAway, askedInVain) = (true, 0);
        await using var handset = await site.OpenHandsetAsync();
        await using var tab = await OpenAsync(scripts: true);
        await tab.Page.RouteAsync("**/ytx/calls/*/events", route => route.FulfillAsync(new() { Status = 429 }));
        await tab.Page.RouteAsync($"**{CodePage}", route =>
        {
            if (!isAway || route.Request.ResourceType is not "fetch")
            {
                return route.ContinueAsync();
            }

            askedInVain++;
            return route.AbortAsync();
        });
        var account = await EnterPasswordAsync(tab);
        await Assertions.Expect(Link(tab)).ToBeVisibleAsync();

        await handset.PressAsync(account.Number, "Decline");
        await BeKnownAsync(tab, "rejected");
        await Waiting.UntilAsync(TimeSpan.FromSeconds(20), async () =>
        {
            await tab.Page.Clock.FastForwardAsync(15_000);
            return askedInVain > 1 ? null : "The page did not ask again.";
        });
        await Assertions.Expect(Link(tab)).ToBeVisibleAsync();
        isAway = false;
        await Waiting.UntilAsync(TimeSpan.FromSeconds(20), async () =>
        {
            await tab.Page.Clock.FastForwardAsync(15_000);
            return await tab.Page.GetByText("The call was declined").CountAsync() is 1 ? null : "It was not said.";
        });

        await Assertions.Expect(Link(tab)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task CodePage_EventsCanBeReadAgain_FollowsThemAgain()
    {
        await using var handset = await site.OpenHandsetAsync();
        await using var tab = await OpenAsync(scripts: true);
        await tab.Page.RouteAsync("**/ytx/calls/*/events", route => route.FulfillAsync(new() { Status = 404 }));
        var account = await EnterPasswordAsync(tab);
        await Assertions.Expect(Link(tab)).ToBeVisibleAsync();

        await tab.Page.UnrouteAsync("**/ytx/calls/*/events");
        await Waiting.UntilAsync(TimeSpan.FromSeconds(20), async () =>
        {
            await tab.Page.Clock.FastForwardAsync(15_000);
            return await Link(tab).IsHiddenAsync() ? null : "The page did not connect.";
        });
        await handset.PressAsync(account.Number, "Let it ring");
        site.Clock.Advance(TimeSpan.FromSeconds(31));

        await tab.SeeAsync("Nobody answered");
    }

    [Fact]
    public async Task ConfirmPhone_SwitchedOff_OffersAnotherNumberInsteadOfARecoveryCode()
    {
        await using var handset = await site.OpenHandsetAsync();
        await using var tab = await OpenAsync(scripts: true);
        var account = await site.CreateAccountAsync(number: null, secondFactor: false);
        var number = site.NextNumber();
        await tab.EnterPasswordAsync(account);
        await tab.SeeAsync("You are signed in");
        await tab.GoAsync("/Phone");
        await tab.TypeAsync("Phone number", number);
        await tab.PressAsync("Call this number");
        await tab.BeAtAsync("/Phone/Confirm");

        await handset.PressAsync(number, "Switch off");

        await tab.SeeAsync("This phone is switched off. Switch it on and enter its number again, or use another number.");
        Assert.Empty(tab.Complaints);
    }

    private async Task<Tab> OpenAsync(bool scripts, int width = 1200)
    {
        var tab = await site.OpenAsync(scripts, width: width);
        if (scripts)
        {
            // Runs as ever, and can be moved on.
            await tab.Page.Clock.InstallAsync();
        }

        return tab;
    }

    private async Task<Account> EnterPasswordAsync(Tab tab)
    {
        var account = await site.CreateAccountAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync(CodePage);
        return account;
    }

    // With scripts it is said by itself, without them a link asks again.
    private static async Task SeeAsync(Tab tab, bool scripts, string state, string text)
    {
        if (!scripts)
        {
            await BeKnownAsync(tab, state);
            await Link(tab).ClickAsync();
        }

        await tab.SeeAsync(text);
    }

    // What was pushed is applied after it was answered.
    private static async Task BeKnownAsync(Tab tab, string state)
    {
        var events = await tab.Page.Locator("[data-call-events]").GetAttributeAsync("data-call-events");
        await Waiting.UntilAsync(TimeSpan.FromSeconds(20), async () =>
        {
            var answer = await (await tab.Page.APIRequest.GetAsync(events![..^"/events".Length])).TextAsync();
            return answer.Contains($"\"state\":\"{state}\"", StringComparison.Ordinal) ? null : answer;
        });
    }

    private static ILocator Link(Tab tab) => tab.Page.GetByText("Refresh to see how the call is going");

    [GeneratedRegex("^Call again in ([5-9]|1[0-5]) s$")]
    private static partial Regex FifteenOrLess();
}
