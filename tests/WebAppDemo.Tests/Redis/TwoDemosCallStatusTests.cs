namespace WebAppDemo.Tests.Redis;

/// <summary>Behind a balancer the gateway pushes to one host, and the page is at another.</summary>
public sealed class TwoDemosCallStatusTests(TwoDemos demos, BrowserSite browser) : IClassFixture<TwoDemos>, IClassFixture<BrowserSite>
{
    [Fact]
    public async Task CodePage_PushArrivesAtTheOtherDemo_SaysSoWithoutAReload()
    {
        var simulator = demos.First.Simulator;
        simulator.CallStatusUrl = demos.First.CallStatusUrl;
        await using var tab = await browser.OpenAsync();
        var account = await demos.Second.CreateAccountAsync();
        await tab.GoAsync(demos.OnSecond("/SignIn"));
        await tab.TypeAsync("Email", account.Email);
        await tab.TypeAsync("Password", account.Password);
        await tab.PressAsync("Sign in");
        await tab.BeAtAsync("/SignIn/Call");
        await tab.Page.EvaluateAsync("() => { window.isTheSamePage = true; }");

        simulator.Decline(simulator.Calls.First(call => call.Dst == account.Number));

        await tab.SeeAsync("The call was declined on your phone");
        Assert.True(await tab.Page.EvaluateAsync<bool>("() => window.isTheSamePage === true"));
        Assert.Equal(demos.Second.Address.Port, new Uri(tab.Page.Url).Port);
        Assert.NotEqual(demos.First.Address.Port, demos.Second.Address.Port);
        Assert.All(simulator.Pushes, push => Assert.Equal(200, push.StatusCode));
        Assert.Empty(tab.Complaints);
    }
}
