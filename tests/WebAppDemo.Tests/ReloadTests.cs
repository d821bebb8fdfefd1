namespace WebAppDemo.Tests;

/// <summary>A call costs money and wakes people: only a POST may ring.</summary>
public sealed class ReloadTests(DemoSite site) : IClassFixture<DemoSite>
{
    public static TheoryData<string> Paths => new(Pages.All);

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Get_AnyPageInAnyState_RingsNobody(string path)
    {
        using var stranger = site.Visitor();
        using var half = site.Visitor();
        using var member = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await member.EnterPasswordAsync(account);
        await member.EnterCodeAsync(page, await site.CodeAsync(account.Number));
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await half.EnterPasswordAsync(account);
        await member.SubmitAsync(
            await member.GetAsync("/Phone"), "Call this number",
            ("Input.PhoneNumber", site.NextNumber()), ("Input.Password", account.Password));
        site.Clock.Advance(TimeSpan.FromMinutes(4));
        var before = site.Simulator.Calls.Count;

        foreach (var visitor in new[] { stranger, half, member })
        {
            for (var i = 0; i < 3; i++)
            {
                await visitor.GetAsync(path);
                await visitor.GetAsync($"{path}?handler=CallAgain");
            }
        }

        Assert.Equal(before, site.Simulator.Calls.Count);
    }

    [Fact]
    public async Task Get_CodePageAgain_ShowsTheSameWithTheTimeThatIsLeft()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var next = WebPage.Minute(site.Clock.GetUtcNow() + TimeSpan.FromSeconds(60));
        Assert.Equal((60, next), (page.WaitSeconds, page.NextCall));

        for (var left = 50; left > 0; left -= 10)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(10));
            page = await visitor.GetAsync("/SignIn/Call");
            Assert.Equal((left, next), (page.WaitSeconds, page.NextCall));
            Assert.StartsWith("We're calling", page.CodeSaid, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Post_ThatRings_AnswersWithARedirect()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();

        var logIn = await visitor.PostAsync(
            await visitor.GetAsync("/SignIn"), "Sign in",
            ("Input.Email", account.Email), ("Input.Password", account.Password));
        var again = await visitor.PostAsync(await visitor.GetAsync("/SignIn/Call"), "Call again");

        Assert.Equal(System.Net.HttpStatusCode.Redirect, logIn.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, again.StatusCode);
    }
}
