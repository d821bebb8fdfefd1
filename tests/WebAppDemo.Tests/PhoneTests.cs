namespace WebAppDemo.Tests;

public sealed class PhoneTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Theory]
    [InlineData("", "Enter your current password")]
    [InlineData("not-the-password", "That isn't your current password")]
    public async Task ChangePhone_WithoutThePassword_IsRefusedAndRingsNobody(string password, string expected)
    {
        using var visitor = site.Visitor();
        await LogInAsync(visitor);
        var number = site.NextNumber();

        var page = await ChangeAsync(visitor, number, password);

        Assert.Equal("/Phone", page.Path);
        Assert.Contains(expected, page.Alert, StringComparison.Ordinal);
        Assert.Equal(number, page.Form("Call this number").Fields["Input.PhoneNumber"]);
        Assert.Equal("", page.Form("Call this number").Fields["Input.Password"]);
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

        Assert.Contains("Too many wrong tries", page.Alert, StringComparison.Ordinal);
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
        Assert.Equal("/Phone/Confirm", page.Path);
        Assert.Contains(account.MaskedNumber, (await visitor.GetAsync("/Account")).Text, StringComparison.Ordinal);

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

        Assert.Equal("/Account", (await visitor.GetAsync("/Account")).Path);
        Assert.Equal("/SignIn", (await stolen.GetAsync("/Account")).Path);
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
        Assert.Equal("/Phone/Confirm", page.Path);
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
        Assert.Contains("4 tries left", page.Alert, StringComparison.Ordinal);

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
        Assert.Equal("/Phone", page.Path);
        Assert.Equal("Enter the number again.", page.Said);
        Assert.Equal($"+86{first}", (await site.FindUserAsync(account.Email))!.PhoneNumber);
    }

    [Fact]
    public async Task ConfirmPhone_NextUserOfTheBrowser_DoesNotSeeTheNumberThatWaits()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));
        await ChangeAsync(visitor, site.NextNumber(), "");
        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));

        var page = await visitor.GetAsync("/Phone/Confirm");

        Assert.Equal("/Phone", page.Path);
        Assert.Equal("Enter the number again.", page.Said);
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Undo_RemovedNumber_IsBackAndTheSecondStepAsItWas(bool isOn)
    {
        using var visitor = site.Visitor();
        using var owner = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: isOn);
        var page = await visitor.EnterPasswordAsync(account);
        if (isOn)
        {
            await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));
        }

        await visitor.SubmitAsync(await visitor.GetAsync("/Phone/Remove"), "Remove the number", ("Password", account.Password));
        var without = (await site.FindUserAsync(account.Email))!;
        Assert.Equal((null, false), (without.PhoneNumber, without.TwoFactorEnabled));
        var link = new Uri(site.Mail.Link(account.Email)).PathAndQuery;
        page = await owner.SubmitAsync(await owner.GetAsync(link), "Undo it");

        var user = (await site.FindUserAsync(account.Email))!;
        Assert.Equal("/Password", page.Path);
        Assert.Equal(($"+86{account.Number}", true, isOn), (user.PhoneNumber, user.PhoneNumberConfirmed, user.TwoFactorEnabled));
        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);
    }

    [Fact]
    public async Task Undo_SecondChangeSince_HasTheFirstNumberBackAndOnceOnly()
    {
        using var visitor = site.Visitor();
        using var owner = site.Visitor();
        var account = await LogInAsync(visitor);
        var links = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var number = site.NextNumber();
            var page = await ChangeAsync(visitor, number, account.Password);
            await visitor.EnterCodeAsync(page, await site.CodeAsync(number), "Confirm");
            links.Add(new Uri(site.Mail.Link(account.Email)).PathAndQuery);
        }

        await owner.SubmitAsync(await owner.GetAsync(links[1]), "Undo it");

        Assert.Equal($"+86{account.Number}", (await site.FindUserAsync(account.Email))!.PhoneNumber);
        Assert.Null((await owner.GetAsync(links[0])).Document.QuerySelector("main form"));
    }

    [Fact]
    public async Task FirstPhone_ItsEMail_HasNoLinkThatTakesItAway()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync(number: null, secondFactor: false);
        await visitor.EnterPasswordAsync(account);
        var number = site.NextNumber();
        await visitor.EnterCodeAsync(await ChangeAsync(visitor, number, ""), await site.CodeAsync(number), "Confirm");

        Assert.DoesNotContain("http", Assert.Single(site.Mail.To(account.Email)), StringComparison.Ordinal);
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
            await visitor.GetAsync("/Phone"), "Call this number",
            ("Input.PhoneNumber", number), ("Input.Password", password));
}
