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
            await member.GetAsync("/Account/Manage/Phone"), "Call this number",
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
        Assert.Contains("The next call is possible in 60 seconds", page.Text, StringComparison.Ordinal);

        for (var left = 50; left > 0; left -= 10)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(10));
            page = await visitor.GetAsync("/Account/LoginWithVoiceCode");
            Assert.Contains($"The next call is possible in {left} seconds", page.Text, StringComparison.Ordinal);
            Assert.Contains("Your phone is about to ring", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Post_ThatRings_AnswersWithARedirect()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();

        var logIn = await visitor.PostAsync(
            await visitor.GetAsync("/Account/Login"), "Log in",
            ("Input.Email", account.Email), ("Input.Password", account.Password));
        var again = await visitor.PostAsync(await visitor.GetAsync("/Account/LoginWithVoiceCode"), "Call me again");

        Assert.Equal(System.Net.HttpStatusCode.Redirect, logIn.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, again.StatusCode);
    }
}
