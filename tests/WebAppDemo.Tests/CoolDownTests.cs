namespace WebAppDemo.Tests;

public sealed class CoolDownTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task LogIn_SecondSessionWithinTheCoolDown_GoesToTheCodePageAndTakesTheFirstCallsCode()
    {
        using var first = site.Visitor();
        using var second = site.Visitor();
        var account = await site.CreateAccountAsync();
        await first.EnterPasswordAsync(account);
        site.Clock.Advance(TimeSpan.FromSeconds(15));

        var page = await second.EnterPasswordAsync(account);

        Assert.Equal("/SignIn/Call", page.Path);
        Assert.Equal(("wait", "We've just called you. The code you heard is still valid."), (page.Tone, page.CodeSaid));
        Assert.Equal((45, WebPage.Minute(site.Clock.GetUtcNow() + TimeSpan.FromSeconds(45))), (page.WaitSeconds, page.NextCall));
        var call = Assert.Single(await site.CallsAsync(account.Number));
        Assert.Contains("You are signed in", (await second.EnterCodeAsync(page, call.Code)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_DoubleClick_PlacesOneCallAndShowsTheCodePageTwice()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var form = await visitor.GetAsync("/SignIn");

        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => visitor.SubmitAsync(
            form, "Sign in", ("Input.Email", account.Email), ("Input.Password", account.Password))));

        Assert.All(pages, page => Assert.Equal("/SignIn/Call", page.Path));
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task CallAgain_WithinTheCoolDown_ShowsTheWaitAndRingsNobody()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        site.Clock.Advance(TimeSpan.FromSeconds(20));

        page = await visitor.SubmitAsync(page, "Call again");

        Assert.Equal("/SignIn/Call", page.Path);
        Assert.Equal(("wait", "We've just called you. The code you heard is still valid."), (page.Tone, page.CodeSaid));
        Assert.Equal((40, WebPage.Minute(site.Clock.GetUtcNow() + TimeSpan.FromSeconds(40))), (page.WaitSeconds, page.NextCall));
        Assert.Equal(280, page.CodeSeconds);
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task CallAgain_AfterTheCoolDown_RingsAgainWithTheSameCodeAndALongerWait()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        await visitor.EnterPasswordAsync(account);
        site.Clock.Advance(TimeSpan.FromSeconds(60));
        var page = await visitor.GetAsync("/SignIn/Call");
        Assert.Equal((0, null), (page.WaitSeconds, page.NextCall));

        page = await visitor.SubmitAsync(page, "Call again");

        var calls = await site.CallsAsync(account.Number);
        Assert.Equal(2, calls.Count);
        Assert.Equal(calls[0].Code, calls[1].Code);
        Assert.Equal(("done", "Calling again, the code is the same."), (page.Tone, page.CodeSaid));
        Assert.Equal((120, 240), (page.WaitSeconds, page.CodeSeconds));
        Assert.Contains("You are signed in", (await visitor.EnterCodeAsync(page, calls[0].Code)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 in 1h", 1)]
    [InlineData("1 in 24h", 24)]
    public async Task CallAgain_WaitLongerThanTheSignIn_SaysWhenToSignInAgainAndHasNoButton(string rule, int hours)
    {
        await using var strict = new ConfiguredSite("Development", new() { ["Ytx:Limits:NumberOwner"] = rule });
        await strict.InitializeAsync();
        using var visitor = strict.Visitor();
        var account = await strict.CreateAccountAsync();
        await visitor.EnterPasswordAsync(account);
        var until = WebPage.Minute(strict.Clock.GetUtcNow() + TimeSpan.FromHours(hours));
        var page = await visitor.GetAsync("/SignIn/Call");
        // The code that was heard can be typed; the next call would come to nobody.
        Assert.Equal((true, null), (page.TakesACode, page.WaitSeconds));

        // The first call's code is dead, and nothing waits but time.
        strict.Clock.Advance(TimeSpan.FromMinutes(5));
        using var another = strict.Visitor();
        page = await another.EnterPasswordAsync(account);
        Assert.StartsWith("You've used your calls for now. Sign in again after", page.CodeSaid, StringComparison.Ordinal);
        Assert.Equal(("wait", until), (page.Tone, page.SaidMoment));
        Assert.Equal((false, null), (page.TakesACode, page.WaitSeconds));
        another.Send("Accept-Language", "zh");
        Assert.Matches("^获取次数过多，请于 .* 后重新登录。$", (await another.GetAsync("/SignIn/Call")).CodeSaid);
    }

    [Fact]
    public async Task ConfirmPhone_NumberRungAMomentAgo_GoesToTheCodePageWithTheWait()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(number: null, secondFactor: false);
        var number = site.NextNumber();
        await visitor.EnterPasswordAsync(account);
        await visitor.SubmitAsync(
            await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", number));

        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", number));

        Assert.Equal("/Phone/Confirm", page.Path);
        Assert.Equal(60, page.WaitSeconds);
        var call = Assert.Single(await site.CallsAsync(number));
        Assert.Contains("is confirmed", (await visitor.EnterCodeAsync(page, call.Code, "Confirm")).Text, StringComparison.Ordinal);
    }
}
