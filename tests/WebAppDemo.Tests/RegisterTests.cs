using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity.UI.Services;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace WebAppDemo.Tests;

public sealed class RegisterTests(DemoSite site) : IClassFixture<DemoSite>
{
    private const string Password = "a-password-for-tests";

    [Fact]
    public async Task Register_ConfirmPhoneAndTurnTheCallOn_NextLogInRings()
    {
        using var visitor = site.Visitor();
        var account = new Account("newcomer@example.com", Password, site.NextNumber());
        var page = await site.RegisterAsync(visitor, account);
        Assert.Equal("/SignIn", page.Path);
        Assert.Contains("Your account is ready", page.Text, StringComparison.Ordinal);
        page = await visitor.EnterPasswordAsync(account);
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);

        page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", account.Number));
        Assert.Equal("/Phone/Confirm", page.Path);
        Assert.Contains($"{account.Number[..3]} {account.Number[3..7]} {account.Number[7..]}", page.Text, StringComparison.Ordinal);
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number), "Confirm");
        Assert.Equal("/Account", page.Path);
        Assert.Contains(account.MaskedNumber, page.Text, StringComparison.Ordinal);
        page = await visitor.TurnOnAsync();
        Assert.Equal("Two-step sign-in is on. The next sign-in asks for a code.", page.Said);

        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");
        page = await visitor.EnterPasswordAsync(account);
        Assert.Equal("/SignIn/Call", page.Path);
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);

        page = await visitor.TurnOffAsync();
        Assert.Equal("Two-step sign-in is off. Your password alone signs you in.", page.Said);
        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");
        Assert.Contains("You are signed in", (await visitor.EnterPasswordAsync(account)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_KnownAddress_AnswersAsForANewOneAndChangesNothing()
    {
        using var visitor = site.Visitor();
        using var other = site.Visitor();
        var known = await site.CreateAccountAsync(secondFactor: false);
        var before = (await site.FindUserAsync(known.Email))!.ConcurrencyStamp;

        var fresh = await InviteAsync(visitor, "fresh@example.com");
        var taken = await InviteAsync(other, known.Email);

        Assert.Equal((HttpStatusCode.OK, "/Register"), (taken.Status, taken.Path));
        Assert.Equal(Answer.Of(fresh, "fresh@example.com"), Answer.Of(taken, known.Email));
        Assert.Contains("We have sent an email", taken.Text, StringComparison.Ordinal);
        var mail = Assert.Single(site.Mail.To(known.Email));
        Assert.Contains("You already have an account", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("http", mail, StringComparison.Ordinal);
        Assert.Equal(before, (await site.FindUserAsync(known.Email))!.ConcurrencyStamp);
        Assert.Contains("You are signed in", (await other.EnterPasswordAsync(known)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_NewAddress_IsNoAccountBeforeItsLinkIsUsed()
    {
        using var visitor = site.Visitor();

        await InviteAsync(visitor, "not-mine@example.com");

        // Otherwise the log-in that follows would tell whether the address was new.
        Assert.Null(await site.FindUserAsync("not-mine@example.com"));
    }

    [Fact]
    public async Task Register_LinkUsedManyTimesAtOnce_GivesOneAccountAndTellsTheOthersSo()
    {
        using var visitor = site.Visitor();
        await InviteAsync(visitor, "crowd@example.com");
        var crowd = Enumerable.Range(0, 12).Select(_ => site.Visitor()).ToList();
        var forms = await Task.WhenAll(crowd.Select(one => one.GetAsync(site.Mail.Link("crowd@example.com"))));

        var pages = await Task.WhenAll(crowd.Zip(forms, (one, form) =>
            one.SubmitAsync(form, "Register", ("Input.Password", Password))));
        crowd.ForEach(one => one.Dispose());

        Assert.All(pages, page => Assert.Equal(HttpStatusCode.OK, page.Status));
        Assert.Single(pages, page => page.Path is "/SignIn");
        Assert.Equal(11, pages.Count(page => page.Alert.Contains("You already have an account", StringComparison.Ordinal)));
        var account = new Account("crowd@example.com", Password, "");
        Assert.Contains("You are signed in", (await visitor.EnterPasswordAsync(account)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_LinkUsedAgain_ChangesNoPassword()
    {
        using var visitor = site.Visitor();
        var account = new Account("again@example.com", Password, "");
        await site.RegisterAsync(visitor, account);

        var page = await visitor.SubmitAsync(
            await visitor.GetAsync(site.Mail.Link(account.Email)), "Register", ("Input.Password", "not-at-all-the-same-one"));

        Assert.Contains("You already have an account", page.Alert, StringComparison.Ordinal);
        Assert.Contains("You are signed in", (await visitor.EnterPasswordAsync(account)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("forged")]
    [InlineData("none")]
    public async Task Register_LinkThatIsNone_BeginsAnewWithASentence(string kind)
    {
        using var visitor = site.Visitor();
        var email = $"{kind}@example.com";
        await InviteAsync(visitor, email);
        var link = kind switch
        {
            "forged" => site.Mail.Link(email)[..^4] + "AAAA",
            "none" => "/Register/Password",
            _ => site.Mail.Link(email),
        };
        if (kind is "ended")
        {
            site.Clock.Advance(TimeSpan.FromMinutes(61));
        }

        var page = await visitor.GetAsync(link);

        Assert.Equal("/Register", page.Path);
        Assert.Contains("This link has expired", page.Text, StringComparison.Ordinal);
        Assert.Null(await site.FindUserAsync(email));
    }

    [Fact]
    public async Task Register_ShortPassword_SaysHowLongItMustBe()
    {
        using var visitor = site.Visitor();

        var page = await site.RegisterAsync(visitor, new Account("short@example.com", "1234567", ""));

        Assert.Equal("/Register/Password", page.Path);
        Assert.Contains("8 to 128 characters", page.Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_ChineseBrowser_ReadsChinese()
    {
        using var visitor = site.Visitor();
        visitor.Send("Accept-Language", "zh-CN");

        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Register"), "发送链接", ("Input.Email", "zhongwen@example.com"));

        Assert.Equal("zh-CN", page.Document.DocumentElement.GetAttribute("lang"));
        Assert.Equal("我们已向该邮箱发送邮件，请在 1 小时内打开邮件中的链接。", page.Said);
        Assert.StartsWith("请在 1 小时内打开链接设置密码：http://", site.Mail.To("zhongwen@example.com")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_SiteThatCannotSendMail_IsClosed()
    {
        await using var silent = new SilentSite();
        await silent.InitializeAsync();
        using var visitor = silent.Visitor();

        var page = await visitor.GetAsync("/Register");

        Assert.Contains("Registration is closed", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("main form"));
    }

    private static async Task<WebPage> InviteAsync(Visitor visitor, string email) => await visitor.SubmitAsync(
        await visitor.GetAsync("/Register"), "Send the link", ("Input.Email", email));

    private sealed class SilentSite : DemoSite
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.RemoveAll<IEmailSender>());
        }
    }
}
