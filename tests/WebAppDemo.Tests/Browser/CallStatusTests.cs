using Microsoft.Playwright;
using Ytx.Voice.Simulator;

namespace WebAppDemo.Tests;

/// <summary>What the code page says of a call while it happens.</summary>
public sealed class CallStatusTests(PushedSite site) : IClassFixture<PushedSite>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CodePage_Declined_SaysSoAndOffersTheNextCallInFifteenSeconds(bool scripts)
    {
        await using var tab = await site.OpenAsync(scripts);
        var account = await EnterPasswordAsync(tab);

        site.Simulator.Decline(Call(account));

        await SeeAsync(tab, scripts, "The call was declined on your phone");
        await Assertions.Expect(tab.Page.Locator("[data-wait-text]")).ToHaveTextAsync("15 seconds");
        if (!scripts)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(15));
            await tab.PressAsync("Call me again");
            await tab.SeeAsync("Your phone");
            Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        }

        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CodePage_Answered_SaysToListenThenToTypeAndTheCodeLogsIn(bool scripts)
    {
        await using var tab = await site.OpenAsync(scripts, width: 390, height: 844);
        var account = await EnterPasswordAsync(tab);

        site.Simulator.Answer(Call(account));
        await SeeAsync(tab, scripts, "You have answered");
        if (!scripts)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(5));
            await tab.GoAsync("/Account/LoginWithVoiceCode");
            await tab.SeeAsync("Type the digits that you heard");
        }

        await tab.TypeAsync("Code", await site.CodeAsync(account.Number));
        await tab.PressAsync("Log in");

        await tab.SeeAsync($"You are logged in as {account.Email}");
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CodePage_SwitchedOff_OffersAnotherWayAndNoSecondCall(bool scripts)
    {
        await using var tab = await site.OpenAsync(scripts);
        var account = await EnterPasswordAsync(tab);

        site.Simulator.SwitchOff(Call(account));

        await SeeAsync(tab, scripts, "Your phone is switched off. Use a recovery code");
        await Assertions.Expect(tab.Page.Locator("#call-again")).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
        await tab.BeAtAsync("/Account/LoginWithRecoveryCode");
        Assert.Empty(tab.Complaints);
    }

    private async Task<Account> EnterPasswordAsync(Tab tab)
    {
        var account = await site.CreateAccountAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync("/Account/LoginWithVoiceCode");
        return account;
    }

    private SimulatedCall Call(Account account) => site.Simulator.Calls.First(call => call.Dst == account.Number);

    // Without scripts a link asks again. What was pushed is applied after it was answered.
    private async Task SeeAsync(Tab tab, bool scripts, string text)
    {
        await site.Simulator.WaitForPushesAsync(TestContext.Current.CancellationToken);
        for (var i = 0; !scripts && i < 50 && await tab.Page.GetByText(text).CountAsync() is 0; i++)
        {
            await tab.GoAsync("/Account/LoginWithVoiceCode");
        }

        await tab.SeeAsync(text);
    }
}
