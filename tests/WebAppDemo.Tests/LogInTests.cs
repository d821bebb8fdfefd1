namespace WebAppDemo.Tests;

public sealed class LogInTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task LogIn_DemoUser_NeedsPasswordAndTheSpokenCode()
    {
        using var visitor = site.Visitor();
        var demo = new Account(DemoUser.Email, DemoUser.Password, DemoUser.PhoneNumber[3..]);

        var page = await visitor.EnterPasswordAsync(demo);

        Assert.Equal("/SignIn/Call", page.Path);
        Assert.Contains("139****1234", page.Text, StringComparison.Ordinal);
        Assert.Single(await site.CallsAsync(demo.Number));
        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);

        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(demo.Number));

        Assert.Equal("/", page.Path);
        Assert.Contains($"You are signed in as {demo.Email}", page.Text, StringComparison.Ordinal);
        Assert.Equal("/Account", (await visitor.GetAsync("/Account")).Path);
    }

    [Fact]
    public async Task LogIn_WithoutSecondFactor_RingsNobody()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);

        var page = await visitor.EnterPasswordAsync(account);

        Assert.Contains($"You are signed in as {account.Email}", page.Text, StringComparison.Ordinal);
        Assert.Empty(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task LogIn_WrongCodeThenTheRightOne_TellsTriesLeftAndLogsIn()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);

        page = await visitor.EnterCodeAsync(page, Wrong(code));

        Assert.Equal("/SignIn/Call", page.Path);
        Assert.Contains("4 tries left", page.Alert, StringComparison.Ordinal);

        page = await visitor.EnterCodeAsync(page, code);

        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_WrongCodeThenReload_SpendsNoSecondTry()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);
        page = await visitor.EnterCodeAsync(page, Wrong(code));

        await visitor.GetAsync(page.Path);
        page = await visitor.GetAsync(page.Path);

        Assert.Contains("4 tries left", page.Alert, StringComparison.Ordinal);
        Assert.Contains("3 tries left", (await visitor.EnterCodeAsync(page, Wrong(code))).Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_UsedCode_IsRefusedInAnotherSession()
    {
        using var first = site.Visitor();
        using var second = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await first.EnterPasswordAsync(account);
        var other = await second.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);
        await first.EnterCodeAsync(page, code);

        other = await second.EnterCodeAsync(other, code);

        Assert.Equal("/SignIn/Call", other.Path);
        Assert.Contains("has expired", other.Alert, StringComparison.Ordinal);
        Assert.Equal("/SignIn", (await second.GetAsync("/Account")).Path);
    }

    [Fact]
    public async Task LogIn_CodePageOnceLoggedIn_LeadsOn()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));

        page = await visitor.GetAsync("/SignIn/Call?returnUrl=%2FAccount");

        Assert.Equal("/Account", page.Path);
    }

    [Fact]
    public async Task LogIn_SlipOfTheFinger_CostsNoTryAndNoLockout()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);

        for (var i = 0; i < 12; i++)
        {
            page = await visitor.EnterCodeAsync(page, code[..5]);
            Assert.Contains("didn't count as a try", page.Alert, StringComparison.Ordinal);
        }

        Assert.Contains("4 tries left", (await visitor.EnterCodeAsync(page, Wrong(code))).Alert, StringComparison.Ordinal);
        Assert.Contains("You are signed in", (await visitor.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_TriesUsedUp_NextCallBringsANewCode()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var old = await site.CodeAsync(account.Number);
        for (var i = 0; i < 5; i++)
        {
            page = await visitor.EnterCodeAsync(page, Wrong(old));
        }

        Assert.Equal("Too many wrong tries with this code. Get a new one.", page.CodeSaid);
        Assert.False(page.TakesACode);
        var refused = await visitor.ForceAsync(page, "/SignIn/Call", ("Input.Code", old));
        Assert.Equal("Too many wrong tries with this code. Get a new one.", refused.CodeSaid);

        site.Clock.Advance(TimeSpan.FromSeconds(60));
        page = await visitor.SubmitAsync(page, "Call again");

        var code = await site.CodeAsync(account.Number);
        Assert.NotEqual(old, code);
        Assert.Contains("You are signed in", (await visitor.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_TenWrongTries_PausesWithASentence()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        for (var i = 0; page.Path is "/SignIn/Call"; i++)
        {
            Assert.True(i < 10, "Nothing stops the tries.");
            if (i is 5)
            {
                // A code whose tries are used up is compared no more, and nothing more is counted.
                page = await visitor.ForceAsync(page, "/SignIn/Call", ("Input.Code", Wrong(await site.CodeAsync(account.Number))));
                site.Clock.Advance(TimeSpan.FromSeconds(60));
                page = await visitor.SubmitAsync(page, "Call again");
            }

            page = await visitor.EnterCodeAsync(page, Wrong(await site.CodeAsync(account.Number)));
        }

        Assert.Equal("/SignIn", page.Path);
        Assert.Equal("Too many wrong tries. Sign in again in 10 minutes.", page.Said);
        Assert.Equal(
            "Wrong email or password, or too many tries. Check both, or wait 10 minutes.", (await visitor.EnterPasswordAsync(account)).Said);
    }

    [Theory]
    [InlineData(' ')]
    [InlineData('-')]
    public async Task LogIn_CodeInGroups_IsUnderstood(char separator)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);

        page = await visitor.EnterCodeAsync(page, $"{code[..3]}{separator}{code[3..]}");

        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_FullWidthDigits_AreUnderstood()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);

        page = await visitor.EnterCodeAsync(page, string.Concat(code.Select(digit => (char)(digit - '0' + '\uFF10'))));

        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_AfterFiveMinutes_BeginsAnewWithASentence()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);
        site.Clock.Advance(TimeSpan.FromMinutes(6));

        page = await visitor.EnterCodeAsync(page, code);

        Assert.Equal("/SignIn", page.Path);
        Assert.Contains("Signing in took too long. Sign in again.", page.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "/")]
    [InlineData(false, "/SignIn/Call")]
    public async Task LogIn_NextTimeOnThisMachine_AsksForACodeUnlessRemembered(bool remember, string expected)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = ("Input.Code", await site.CodeAsync(account.Number));
        await (remember
            ? visitor.SubmitAsync(page, "Sign in", code, ("Input.RememberDevice", "true"))
            : visitor.SubmitAsync(page, "Sign in", code));
        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");
        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);

        page = await visitor.EnterPasswordAsync(account);

        Assert.Equal(expected, page.Path);
    }

    [Fact]
    public async Task LogIn_ReturnUrlOfThisSite_LeadsThere()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();

        var page = await visitor.GetAsync("/Phone");
        page = await visitor.SubmitAsync(page, "Sign in", ("Input.Email", account.Email), ("Input.Password", account.Password));
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));

        Assert.Equal("/Phone", page.Path);
    }

    private static string Wrong(string code) => code == "000000" ? "000001" : "000000";
}
