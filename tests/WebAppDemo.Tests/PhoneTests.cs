namespace WebAppDemo.Tests;

public sealed class PhoneTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Theory]
    [InlineData("", "Enter your current password")]
    [InlineData("not-the-password", "This is not your current password")]
    public async Task ChangePhone_WithoutThePassword_IsRefusedAndRingsNobody(string password, string expected)
    {
        using var visitor = site.Visitor();
        await LogInAsync(visitor);
        var number = site.NextNumber();

        var page = await ChangeAsync(visitor, number, password);

        Assert.Equal("/Account/Manage/Phone", page.Path);
        Assert.Contains(expected, page.Alert, StringComparison.Ordinal);
        Assert.DoesNotContain(number, page.Body, StringComparison.Ordinal);
        Assert.Empty(await site.CallsAsync(number));
    }

    [Fact]
    public async Task FirstPhone_WrongDigits_AreThereToBeCorrected()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));

        var page = await ChangeAsync(visitor, "139112812", "");

        Assert.Equal("139112812", page.Form("Call this number").Fields["Input.PhoneNumber"]);
    }

    [Fact]
    public async Task ChangePhone_GuessedPasswords_AreCountedLikeLogIns()
    {
        using var visitor = site.Visitor();
        var account = await LogInAsync(visitor);
        var number = site.NextNumber();
        for (var i = 0; i < 10; i++)
        {
            await ChangeAsync(visitor, number, $"guess-number-{i}");
        }

        var page = await ChangeAsync(visitor, number, account.Password);

        Assert.Contains("too many wrong tries", page.Alert, StringComparison.Ordinal);
        Assert.Empty(await site.CallsAsync(number));
    }

    [Fact]
    public async Task ChangePhone_WithThePassword_CountsOnlyOnceTheNewNumbersCodeIsTyped()
    {
        using var visitor = site.Visitor();
        using var later = site.Visitor();
        var account = await LogInAsync(visitor);
        var number = site.NextNumber();

        var page = await ChangeAsync(visitor, number, account.Password);
        Assert.Equal("/Account/Manage/ConfirmPhone", page.Path);
        Assert.Contains(account.MaskedNumber, (await visitor.GetAsync("/Account/Manage")).Text, StringComparison.Ordinal);

        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(number), "Confirm");
        Assert.Contains("The phone number is confirmed", page.Text, StringComparison.Ordinal);
        Assert.Contains((account with { Number = number }).MaskedNumber, page.Text, StringComparison.Ordinal);

        // At once: the right code ended the wait for the next call.
        await later.EnterPasswordAsync(account);
        Assert.Equal(2, (await site.CallsAsync(number)).Count);
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task ChangePhone_OtherSessions_EndWithinFiveMinutesAndThisOneGoesOn()
    {
        using var visitor = site.Visitor();
        using var stolen = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);
        await visitor.EnterPasswordAsync(account);
        await stolen.EnterPasswordAsync(account);
        var number = site.NextNumber();
        var page = await ChangeAsync(visitor, number, account.Password);
        await visitor.EnterCodeAsync(page, await site.CodeAsync(number), "Confirm");

        site.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("/Account/Manage", (await visitor.GetAsync("/Account/Manage")).Path);
        Assert.Equal("/Account/Login", (await stolen.GetAsync("/Account/Manage")).Path);
    }

    [Fact]
    public async Task FirstPhone_LogInLongAgo_NeedsThePassword()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(number: null, secondFactor: false);
        await visitor.EnterPasswordAsync(account);
        var number = site.NextNumber();
        site.Clock.Advance(TimeSpan.FromMinutes(11));

        var page = await ChangeAsync(visitor, number, "");
        Assert.Contains("Enter your current password", page.Alert, StringComparison.Ordinal);
        Assert.Empty(await site.CallsAsync(number));

        page = await ChangeAsync(visitor, number, account.Password);
        Assert.Equal("/Account/Manage/ConfirmPhone", page.Path);
    }

    [Fact]
    public async Task ConfirmPhone_WrongCodeThenTheRightOne_TellsTriesLeftAndConfirms()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));
        var number = site.NextNumber();
        var page = await ChangeAsync(visitor, number, "");
        var code = await site.CodeAsync(number);

        page = await visitor.EnterCodeAsync(page, code == "000000" ? "000001" : "000000", "Confirm");
        Assert.Contains("You have 4 tries left", page.Alert, StringComparison.Ordinal);

        page = await visitor.EnterCodeAsync(page, code, "Confirm");
        Assert.Contains("The phone number is confirmed", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfirmPhone_TwoTabs_EachActsOnTheNumberThatItShows()
    {
        using var visitor = site.Visitor();
        var account = await LogInAsync(visitor);
        var (first, second) = (site.NextNumber(), site.NextNumber());
        var firstTab = await ChangeAsync(visitor, first, account.Password);
        var secondTab = await ChangeAsync(visitor, second, account.Password);

        // The right code of the one tab, after the other asked for another number.
        var page = await visitor.EnterCodeAsync(firstTab, await site.CodeAsync(first), "Confirm");
        Assert.Contains("is confirmed", page.Text, StringComparison.Ordinal);
        Assert.Equal($"+86{first}", (await site.FindUserAsync(account.Email))!.PhoneNumber);

        // A form of somebody else's making names no number.
        page = await visitor.SubmitAsync(secondTab, "Confirm", ("Input.Code", "123456"), ("Number", $"+86{second}"));
        Assert.Contains("No number waits to be confirmed", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfirmPhone_NextUserOfTheBrowser_DoesNotSeeTheNumberThatWaits()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));
        await ChangeAsync(visitor, site.NextNumber(), "");
        await visitor.SubmitAsync(await visitor.GetAsync("/Account/Logout"), "Log out");
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));

        var page = await visitor.GetAsync("/Account/Manage/ConfirmPhone");

        Assert.Equal("/Account/Manage/Phone", page.Path);
        Assert.Contains("No number waits", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+86 {0}")]
    [InlineData("0086{0}")]
    [InlineData(" ({0}) ")]
    public async Task FirstPhone_AnySpelling_IsStoredInOneForm(string spelling)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(number: null, secondFactor: false);
        await visitor.EnterPasswordAsync(account);
        var number = site.NextNumber();

        var page = await ChangeAsync(visitor, string.Format(null, spelling, number), "");
        await visitor.EnterCodeAsync(page, await site.CodeAsync(number), "Confirm");

        Assert.Equal($"+86{number}", (await site.FindUserAsync(account.Email))!.PhoneNumber);
    }

    private async Task<Account> LogInAsync(Visitor visitor)
    {
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));
        return account;
    }

    private static async Task<WebPage> ChangeAsync(Visitor visitor, string number, string password) =>
        await visitor.SubmitAsync(
            await visitor.GetAsync("/Account/Manage/Phone"), "Call this number",
            ("Input.PhoneNumber", number), ("Input.Password", password));
}
