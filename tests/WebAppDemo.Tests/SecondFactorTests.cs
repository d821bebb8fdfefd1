using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace WebAppDemo.Tests;

public sealed class SecondFactorTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task Manage_NoPhone_OffersNoSwitchAndRefusesAPostedOne()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(number: null, secondFactor: false);
        await visitor.EnterPasswordAsync(account);
        var page = await visitor.GetAsync("/Account/Manage");
        Assert.DoesNotContain("Turn the call on", page.Text, StringComparison.Ordinal);
        var token = (await visitor.GetAsync("/Account/Manage/Phone")).Form("Call this number").Fields["__RequestVerificationToken"];

        var answer = await visitor.PostAsync("/Account/Manage?handler=TurnOn", ("__RequestVerificationToken", token));

        Assert.Contains("Confirm a phone number first", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False((await site.FindUserAsync(account.Email))!.TwoFactorEnabled);
    }

    [Theory]
    [InlineData(true, "Turn the call off")]
    [InlineData(false, "Turn the call on")]
    public async Task Turn_LogInLongAgo_NeedsThePassword(bool isOn, string button)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);
        await visitor.EnterPasswordAsync(account);
        if (isOn)
        {
            await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call on");
        }

        site.Clock.Advance(TimeSpan.FromMinutes(11));
        var page = await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), button);
        Assert.Contains("Enter your current password", page.Alert, StringComparison.Ordinal);
        page = await visitor.SubmitAsync(page, button, ("Input.Password", "not-the-password"));
        Assert.Contains("This is not your current password", page.Alert, StringComparison.Ordinal);
        Assert.Equal(isOn, (await site.FindUserAsync(account.Email))!.TwoFactorEnabled);

        await visitor.SubmitAsync(page, button, ("Input.Password", account.Password));
        Assert.Equal(!isOn, (await site.FindUserAsync(account.Email))!.TwoFactorEnabled);
    }

    [Fact]
    public async Task Turn_SessionKeptAlive_StillCountsFromTheLogIn()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(secondFactor: false));

        // Each visit renews the cookie after the stamp was checked, which must not make the log-in look recent.
        for (var i = 0; i < 4; i++)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(6));
            await visitor.GetAsync("/Account/Manage");
        }

        var page = await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call on");
        Assert.Contains("Enter your current password", page.Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turn_AnotherChangeInBetween_StillCountsFromTheLogIn()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(secondFactor: false));
        site.Clock.Advance(TimeSpan.FromMinutes(9));
        var page = await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call on");
        Assert.Contains("The call is on", page.Text, StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromMinutes(2));
        page = await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call off");

        Assert.Contains("Enter your current password", page.Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manage_Always_SaysThatACallIsTheWeakerFactor()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(secondFactor: false));

        var page = await visitor.GetAsync("/Account/Manage");

        Assert.Contains("weaker second factor", page.Text, StringComparison.Ordinal);
        Assert.Contains("authenticator app", page.Text, StringComparison.Ordinal);
        Assert.Contains("Nobody who calls you needs your code", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turn_OffAndOn_ForgetsRememberedMachines()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        await visitor.SubmitAsync(
            page, "Log in", ("Input.Code", await site.CodeAsync(account.Number)), ("Input.RememberMachine", "true"));
        await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call off");
        await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call on");
        await visitor.SubmitAsync(await visitor.GetAsync("/Account/Logout"), "Log out");

        Assert.Equal("/Account/LoginWithVoiceCode", (await visitor.EnterPasswordAsync(account)).Path);
    }

    [Fact]
    public async Task LogIn_NumberThatCannotBeRung_TakesARecoveryCodeAndNotThePasswordAlone()
    {
        await using var blocking = new ConfiguredSite("Development", new() { ["Ytx:Destinations:BlockedPrefixes:0"] = "+86139" });
        await blocking.InitializeAsync();
        var account = await blocking.CreateAccountAsync();
        string[] codes;
        await using (var scope = blocking.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
            var user = await users.FindByEmailAsync(account.Email);
            codes = [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(user!, number: 2))!];
        }

        using var visitor = blocking.Visitor();
        var page = await visitor.EnterPasswordAsync(account);
        Assert.Equal("/Account/LoginWithVoiceCode", page.Path);
        Assert.Contains("Your phone number cannot be called. Use a recovery code", page.Alert, StringComparison.Ordinal);
        Assert.Empty(await blocking.CallsAsync(account.Number));

        var recovery = await visitor.GetAsync("/Account/LoginWithRecoveryCode");
        recovery = await visitor.EnterCodeAsync(recovery, "not-one-of-them");
        Assert.Contains("none of your recovery codes", recovery.Alert, StringComparison.Ordinal);
        Assert.Equal("/Account/Login", (await visitor.GetAsync("/Account/Manage")).Path);
        await visitor.EnterCodeAsync(recovery, codes[0]);
        Assert.Equal("/Account/Manage", (await visitor.GetAsync("/Account/Manage")).Path);
    }

    [Fact]
    public async Task TurnOn_ShowsRecoveryCodesOnceThatLogIn()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);
        await visitor.EnterPasswordAsync(account);

        var page = await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call on");
        var codes = page.Document.QuerySelectorAll("ul.codes code").Select(code => code.TextContent).ToList();
        Assert.Equal(10, codes.Count);
        Assert.Equal("/Account/Manage", (await visitor.GetAsync("/Account/Manage/RecoveryCodes")).Path);

        using var other = site.Visitor();
        await other.EnterPasswordAsync(account);
        page = await other.EnterCodeAsync(await other.GetAsync("/Account/LoginWithRecoveryCode"), codes[7]);
        Assert.Equal("/Account/Manage", (await other.GetAsync("/Account/Manage")).Path);
    }
}
