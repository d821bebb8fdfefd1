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
        var page = await visitor.GetAsync("/SecondFactor");
        Assert.Null(page.Document.QuerySelector("main form"));
        Assert.Contains("Add a phone number", page.Text, StringComparison.Ordinal);

        page = await visitor.ForceAsync(page, "/SecondFactor?handler=TurnOn");

        Assert.Contains("Confirm a phone number first", page.Alert, StringComparison.Ordinal);
        Assert.False((await site.FindUserAsync(account.Email))!.TwoFactorEnabled);
    }

    [Theory]
    [InlineData(true, "Turn off")]
    [InlineData(false, "Turn on")]
    public async Task Turn_LogInLongAgo_NeedsThePassword(bool isOn, string button)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);
        await visitor.EnterPasswordAsync(account);
        if (isOn)
        {
            await visitor.TurnOnAsync();
        }

        site.Clock.Advance(TimeSpan.FromMinutes(11));
        var page = await visitor.GetAsync("/SecondFactor");
        Assert.Equal("/Reauthentication", page.Path);
        page = await visitor.SubmitAsync(page, "Continue");
        Assert.Contains("Enter your current password", page.Alert, StringComparison.Ordinal);
        page = await visitor.SubmitAsync(page, "Continue", ("Password", "not-the-password"));
        Assert.Contains("That isn't your current password", page.Alert, StringComparison.Ordinal);
        page = await visitor.ForceAsync(page, $"/SecondFactor?handler={(isOn ? "TurnOff" : "TurnOn")}");
        Assert.Equal("/Reauthentication", page.Path);
        Assert.Equal(isOn, (await site.FindUserAsync(account.Email))!.TwoFactorEnabled);

        page = await visitor.SubmitAsync(page, "Continue", ("Password", account.Password));
        if (isOn)
        {
            // The password is not the factor that is turned off.
            Assert.Equal("/StepUp", page.Path);
            page = await visitor.ForceAsync(page, "/SecondFactor?handler=TurnOff");
            Assert.Equal("/StepUp", page.Path);
            Assert.True((await site.FindUserAsync(account.Email))!.TwoFactorEnabled);
            await site.ProveFactorAsync(account);
            page = await visitor.GetAsync("/SecondFactor");
        }

        page = await visitor.SubmitAsync(page, button);
        if (!isOn)
        {
            page = await visitor.SubmitAsync(page, button, ("Input.AreKept", "true"));
        }

        Assert.Equal(isOn ? "/SecondFactor" : "/Account", page.Path);
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
            await visitor.GetAsync("/Account");
        }

        Assert.Equal("/Reauthentication", (await visitor.GetAsync("/SecondFactor")).Path);
    }

    [Fact]
    public async Task Turn_AnotherChangeInBetween_StillCountsFromTheLogIn()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(secondFactor: false));
        site.Clock.Advance(TimeSpan.FromMinutes(9));
        var page = await visitor.TurnOnAsync();
        Assert.Contains("Two-step sign-in is on", page.Said, StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("/Reauthentication", (await visitor.GetAsync("/SecondFactor")).Path);
    }

    [Fact]
    public async Task Manage_Always_SaysThatACallIsTheWeakerFactor()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);
        await visitor.EnterPasswordAsync(account);

        foreach (var isOn in (bool[])[false, true])
        {
            var page = isOn ? await visitor.TurnOnAsync() : null;
            await site.ProveFactorAsync(account);
            page = await visitor.GetAsync("/SecondFactor");

            Assert.Contains("weaker than an app or passkey", page.Text, StringComparison.Ordinal);
            Assert.Contains("a new SIM card", page.Text, StringComparison.Ordinal);
            Assert.Contains("Never read this code to anyone, not even us", page.Text, StringComparison.Ordinal);
            // At hand before it is on, out of the way afterwards.
            Assert.Equal(!isOn, page.Document.QuerySelector("main details")!.HasAttribute("open"));
        }
    }

    [Fact]
    public async Task Turn_OffAndOn_ForgetsRememberedMachines()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        await visitor.SubmitAsync(
            page, "Sign in", ("Input.Code", await site.CodeAsync(account.Number)), ("Input.RememberDevice", "true"));
        await visitor.TurnOffAsync();
        await visitor.TurnOnAsync();
        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");

        Assert.Equal("/SignIn/Call", (await visitor.EnterPasswordAsync(account)).Path);
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
        Assert.Equal("/SignIn/Call", page.Path);
        Assert.Contains("We can't call your number. Try another way, or contact support.", page.Alert, StringComparison.Ordinal);
        Assert.Empty(await blocking.CallsAsync(account.Number));

        var recovery = await visitor.GetAsync("/SignIn/RecoveryCode");
        recovery = await visitor.EnterCodeAsync(recovery, "not-one-of-them");
        Assert.Contains("That isn't one of your recovery codes", recovery.Alert, StringComparison.Ordinal);
        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);
        await visitor.EnterCodeAsync(recovery, codes[0]);
        Assert.Equal("/Account", (await visitor.GetAsync("/Account")).Path);
    }

    [Fact]
    public async Task TurnOn_ShowsRecoveryCodesOnceThatLogIn()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);
        await visitor.EnterPasswordAsync(account);

        var page = await visitor.SubmitAsync(await visitor.GetAsync("/SecondFactor"), "Turn on");
        var codes = page.Document.QuerySelectorAll("ul.codes code").Select(code => code.TextContent).ToList();
        Assert.Equal(10, codes.Count);
        Assert.False((await site.FindUserAsync(account.Email))!.TwoFactorEnabled);

        // It is on once they are said to be kept, and they are not shown again.
        page = await visitor.SubmitAsync(page, "Turn on");
        Assert.Contains("Save the codes first, then tick this.", page.Alert, StringComparison.Ordinal);
        Assert.False((await site.FindUserAsync(account.Email))!.TwoFactorEnabled);
        page = await visitor.SubmitAsync(page, "Turn on", ("Input.AreKept", "true"));
        Assert.Equal("/Account", page.Path);
        Assert.True((await site.FindUserAsync(account.Email))!.TwoFactorEnabled);
        await site.ProveFactorAsync(account);
        Assert.Equal("/SecondFactor", (await visitor.GetAsync("/SecondFactor/RecoveryCodes")).Path);

        using var other = site.Visitor();
        await other.EnterPasswordAsync(account);
        page = await other.EnterCodeAsync(await other.GetAsync("/SignIn/RecoveryCode"), codes[7]);
        Assert.Equal("/Account", (await other.GetAsync("/Account")).Path);
    }
}
