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

        Assert.Equal("/Account/LoginWithVoiceCode", page.Path);
        Assert.Contains("no second one was placed", page.Text, StringComparison.Ordinal);
        Assert.Contains("The next call is possible in 45 seconds", page.Text, StringComparison.Ordinal);
        var call = Assert.Single(await site.CallsAsync(account.Number));
        Assert.Contains("You are logged in", (await second.EnterCodeAsync(page, call.Code)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_DoubleClick_PlacesOneCallAndShowsTheCodePageTwice()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var form = await visitor.GetAsync("/Account/Login");

        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => visitor.SubmitAsync(
            form, "Log in", ("Input.Email", account.Email), ("Input.Password", account.Password))));

        Assert.All(pages, page => Assert.Equal("/Account/LoginWithVoiceCode", page.Path));
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task CallAgain_WithinTheCoolDown_ShowsTheWaitAndRingsNobody()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        site.Clock.Advance(TimeSpan.FromSeconds(20));

        page = await visitor.SubmitAsync(page, "Call me again");

        Assert.Equal("/Account/LoginWithVoiceCode", page.Path);
        Assert.Contains("The next call is possible in 40 seconds", page.Text, StringComparison.Ordinal);
        Assert.Contains("The code is valid for another 5 minutes", page.Text, StringComparison.Ordinal);
        Assert.Equal("40", page.Document.QuerySelector("[data-wait-seconds]")!.GetAttribute("data-wait-seconds"));
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task CallAgain_AfterTheCoolDown_RingsAgainWithTheSameCodeAndALongerWait()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        await visitor.EnterPasswordAsync(account);
        site.Clock.Advance(TimeSpan.FromSeconds(60));
        var page = await visitor.GetAsync("/Account/LoginWithVoiceCode");
        Assert.Null(page.Document.QuerySelector("[data-wait-seconds]"));

        page = await visitor.SubmitAsync(page, "Call me again");

        var calls = await site.CallsAsync(account.Number);
        Assert.Equal(2, calls.Count);
        Assert.Equal(calls[0].Code, calls[1].Code);
        Assert.Contains("The next call is possible in 2 minutes", page.Text, StringComparison.Ordinal);
        Assert.Contains("The code is valid for another 4 minutes", page.Text, StringComparison.Ordinal);
        Assert.Contains("You are logged in", (await visitor.EnterCodeAsync(page, calls[0].Code)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 in 1h", "60 minutes", "55 分钟")]
    [InlineData("1 in 24h", "24 hours", "24 小时")]
    public async Task CallAgain_LongWait_IsSaidAsPeopleSayIt(string rule, string english, string chinese)
    {
        await using var strict = new ConfiguredSite("Development", new() { ["Ytx:Limits:NumberOwner"] = rule });
        await strict.InitializeAsync();
        using var visitor = strict.Visitor();
        var account = await strict.CreateAccountAsync();
        await visitor.EnterPasswordAsync(account);
        var page = await visitor.GetAsync("/Account/LoginWithVoiceCode");
        Assert.Contains($"The next call is possible in {english}", page.Text, StringComparison.Ordinal);

        // The first call's code is dead, and nothing waits but time.
        strict.Clock.Advance(TimeSpan.FromMinutes(5));
        using var another = strict.Visitor();
        another.Send("Accept-Language", "zh");
        Assert.Contains(chinese, (await another.EnterPasswordAsync(account)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfirmPhone_NumberRungAMomentAgo_GoesToTheCodePageWithTheWait()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(number: null, secondFactor: false);
        var number = site.NextNumber();
        await visitor.EnterPasswordAsync(account);
        await visitor.SubmitAsync(
            await visitor.GetAsync("/Account/Manage/Phone"), "Call this number", ("Input.PhoneNumber", number));

        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Account/Manage/Phone"), "Call this number", ("Input.PhoneNumber", number));

        Assert.Equal("/Account/Manage/ConfirmPhone", page.Path);
        Assert.Contains("The next call is possible in 60 seconds", page.Text, StringComparison.Ordinal);
        var call = Assert.Single(await site.CallsAsync(number));
        Assert.Contains("is confirmed", (await visitor.EnterCodeAsync(page, call.Code, "Confirm")).Text, StringComparison.Ordinal);
    }
}
