using System.Net;

namespace WebAppDemo.Tests;

public sealed class RegisterTests(DemoSite site) : IClassFixture<DemoSite>
{
    private const string Password = "a-password-for-tests";

    [Fact]
    public async Task Register_ConfirmPhoneAndTurnTheCallOn_NextLogInRings()
    {
        using var visitor = site.Visitor();
        var account = new Account("newcomer@example.com", Password, site.NextNumber());
        var page = await RegisterAsync(visitor, account.Email);
        Assert.Equal("/Account/Login", page.Path);
        page = await visitor.EnterPasswordAsync(account);
        Assert.Contains("You are logged in", page.Text, StringComparison.Ordinal);

        page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Account/Manage/Phone"), "Call this number", ("Input.PhoneNumber", account.Number));
        Assert.Equal("/Account/Manage/ConfirmPhone", page.Path);
        Assert.Contains(account.MaskedNumber, page.Text, StringComparison.Ordinal);
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number), "Confirm");
        Assert.Equal("/Account/Manage", page.Path);
        Assert.Contains(account.MaskedNumber, page.Text, StringComparison.Ordinal);
        page = await visitor.SubmitAsync(page, "Turn the call on");
        Assert.Contains("The call is on", page.Text, StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await visitor.SubmitAsync(await visitor.GetAsync("/Account/Logout"), "Log out");
        page = await visitor.EnterPasswordAsync(account);
        Assert.Equal("/Account/LoginWithVoiceCode", page.Path);
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));
        Assert.Contains("You are logged in", page.Text, StringComparison.Ordinal);

        page = await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call off");
        Assert.Contains("The call is off", page.Text, StringComparison.Ordinal);
        await visitor.SubmitAsync(await visitor.GetAsync("/Account/Logout"), "Log out");
        Assert.Contains("You are logged in", (await visitor.EnterPasswordAsync(account)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_KnownAddress_AnswersAsForANewOneAndChangesNothing()
    {
        using var visitor = site.Visitor();
        using var other = site.Visitor();
        var known = await site.CreateAccountAsync(secondFactor: false);

        var fresh = await RegisterAsync(visitor, "fresh@example.com");
        var taken = await RegisterAsync(other, known.Email, "another-password");

        Assert.Equal(HttpStatusCode.OK, taken.Status);
        Assert.Equal(fresh.Path, taken.Path);
        Assert.Equal(fresh.Text, taken.Text);
        Assert.Equal(LogIn.Refusal, Refusal(await other.EnterPasswordAsync(known with { Password = "another-password" })));
        Assert.Contains("You are logged in", (await other.EnterPasswordAsync(known)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_SameAddressManyTimesAtOnce_GivesOneAccountAndTheSameAnswer()
    {
        using var visitor = site.Visitor();
        var form = await visitor.GetAsync("/Account/Register");

        var pages = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => visitor.SubmitAsync(
            form, "Register", ("Input.Email", "crowd@example.com"), ("Input.Password", Password))));

        Assert.All(pages, page => Assert.Equal((HttpStatusCode.OK, "/Account/Login"), (page.Status, page.Path)));
        var account = new Account("crowd@example.com", Password, "");
        Assert.Contains("You are logged in", (await visitor.EnterPasswordAsync(account)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short@example.com", "1234567")]
    [InlineData("demo@example.com", "1234567")]
    public async Task Register_ShortPassword_SaysHowLongItMustBe(string email, string password)
    {
        using var visitor = site.Visitor();

        var page = await RegisterAsync(visitor, email, password);

        Assert.Equal("/Account/Register", page.Path);
        Assert.Contains("8 to 128 characters", page.Alert, StringComparison.Ordinal);
    }

    private static string Refusal(WebPage page) => page.Document.QuerySelector("[role=alert] li")!.TextContent;

    private static async Task<WebPage> RegisterAsync(Visitor visitor, string email, string password = Password) =>
        await visitor.SubmitAsync(
            await visitor.GetAsync("/Account/Register"), "Register",
            ("Input.Email", email), ("Input.Password", password));
}
