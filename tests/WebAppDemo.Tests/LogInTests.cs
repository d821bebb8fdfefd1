namespace WebAppDemo.Tests;

public sealed class LogInTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task LogIn_DemoUser_NeedsPasswordAndTheSpokenCode()
    {
        using var visitor = site.Visitor();
        var demo = new Account(DemoUser.Email, DemoUser.Password, DemoUser.PhoneNumber[3..]);

        var page = await visitor.EnterPasswordAsync(demo);

        Assert.Equal("/Account/LoginWithVoiceCode", page.Path);
        Assert.Contains("139****1234", page.Text, StringComparison.Ordinal);
        Assert.Single(await site.CallsAsync(demo.Number));
        Assert.Equal("/Account/Login", (await visitor.GetAsync("/Account/Manage")).Path);

        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(demo.Number));

        Assert.Equal("/", page.Path);
        Assert.Contains($"You are logged in as {demo.Email}", page.Text, StringComparison.Ordinal);
        Assert.Equal("/Account/Manage", (await visitor.GetAsync("/Account/Manage")).Path);
    }

    [Fact]
    public async Task LogIn_WithoutSecondFactor_RingsNobody()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);

        var page = await visitor.EnterPasswordAsync(account);

        Assert.Contains($"You are logged in as {account.Email}", page.Text, StringComparison.Ordinal);
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

        Assert.Equal("/Account/LoginWithVoiceCode", page.Path);
        Assert.Contains("You have 4 tries left", page.Alert, StringComparison.Ordinal);

        page = await visitor.EnterCodeAsync(page, code);

        Assert.Contains("You are logged in", page.Text, StringComparison.Ordinal);
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

        Assert.Contains("You have 4 tries left", page.Alert, StringComparison.Ordinal);
        Assert.Contains("You have 3 tries left", (await visitor.EnterCodeAsync(page, Wrong(code))).Alert, StringComparison.Ordinal);
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

        Assert.Equal("/Account/LoginWithVoiceCode", other.Path);
        Assert.Contains("was used already", other.Alert, StringComparison.Ordinal);
        Assert.Equal("/Account/Login", (await second.GetAsync("/Account/Manage")).Path);
    }

    [Fact]
    public async Task LogIn_CodePageOnceLoggedIn_LeadsOn()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));

        page = await visitor.GetAsync("/Account/LoginWithVoiceCode?returnUrl=%2FAccount%2FManage");

        Assert.Equal("/Account/Manage", page.Path);
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
            Assert.Contains("it cost no try", page.Alert, StringComparison.Ordinal);
        }

        Assert.Contains("You have 4 tries left", (await visitor.EnterCodeAsync(page, Wrong(code))).Alert, StringComparison.Ordinal);
        Assert.Contains("You are logged in", (await visitor.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);
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

        Assert.Contains("0 tries left", page.Alert, StringComparison.Ordinal);
        Assert.Contains("0 tries left", (await visitor.EnterCodeAsync(page, old)).Alert, StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromSeconds(60));
        page = await visitor.SubmitAsync(page, "Call me again");

        var code = await site.CodeAsync(account.Number);
        Assert.NotEqual(old, code);
        Assert.Contains("You are logged in", (await visitor.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_TenWrongTries_PausesWithASentence()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        for (var i = 0; page.Path is "/Account/LoginWithVoiceCode"; i++)
        {
            Assert.True(i < 10, "Nothing stops the tries.");
            if (i is 5)
            {
                // A code whose tries are used up is compared no more, and nothing more is counted.
                page = await visitor.EnterCodeAsync(page, Wrong(await site.CodeAsync(account.Number)));
                site.Clock.Advance(TimeSpan.FromSeconds(60));
                page = await visitor.SubmitAsync(page, "Call me again");
            }

            page = await visitor.EnterCodeAsync(page, Wrong(await site.CodeAsync(account.Number)));
        }

        Assert.Equal("/Account/Login", page.Path);
        Assert.Contains("Wait ten minutes", page.Text, StringComparison.Ordinal);
        Assert.Equal(LogIn.Refusal, (await visitor.EnterPasswordAsync(account)).Document.QuerySelector("[role=alert] li")!.TextContent);
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

        Assert.Contains("You are logged in", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_FullWidthDigits_AreUnderstood()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);

        page = await visitor.EnterCodeAsync(page, string.Concat(code.Select(digit => (char)(digit - '0' + '\uFF10'))));

        Assert.Contains("You are logged in", page.Text, StringComparison.Ordinal);
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

        Assert.Equal("/Account/Login", page.Path);
        Assert.Contains("The log-in has lapsed", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "/")]
    [InlineData(false, "/Account/LoginWithVoiceCode")]
    public async Task LogIn_NextTimeOnThisMachine_AsksForACodeUnlessRemembered(bool remember, string expected)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = ("Input.Code", await site.CodeAsync(account.Number));
        await (remember
            ? visitor.SubmitAsync(page, "Log in", code, ("Input.RememberMachine", "true"))
            : visitor.SubmitAsync(page, "Log in", code));
        await visitor.SubmitAsync(await visitor.GetAsync("/Account/Logout"), "Log out");
        Assert.Equal("/Account/Login", (await visitor.GetAsync("/Account/Manage")).Path);

        page = await visitor.EnterPasswordAsync(account);

        Assert.Equal(expected, page.Path);
    }

    [Fact]
    public async Task LogIn_ReturnUrlOfThisSite_LeadsThere()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();

        var page = await visitor.GetAsync("/Account/Manage/Phone");
        page = await visitor.SubmitAsync(page, "Log in", ("Input.Email", account.Email), ("Input.Password", account.Password));
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));

        Assert.Equal("/Account/Manage/Phone", page.Path);
    }

    private static string Wrong(string code) => code == "000000" ? "000001" : "000000";
}
