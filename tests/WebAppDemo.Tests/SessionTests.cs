using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace WebAppDemo.Tests;

/// <summary>When a session ends, whoever has its cookie.</summary>
public sealed class SessionTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task Session_KeptAliveByVisits_EndsEightHoursAfterTheLogIn()
    {
        using var visitor = await LoggedInAsync();
        for (var i = 0; i < 14; i++)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(34));
            Assert.Equal("/Account", await GoesToAsync(visitor));
        }

        site.Clock.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal("/SignIn", await GoesToAsync(visitor));
        Assert.Equal("/SignIn", await GoesToAsync(visitor));
    }

    [Fact]
    public async Task Session_ChangedInBetween_EndsEightHoursAfterTheLogIn()
    {
        var account = await site.CreateAccountAsync(secondFactor: false);
        using var visitor = await LoggedInAsync(account);
        for (var i = 0; i < 9; i++)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(53));
            await visitor.SubmitAsync(await visitor.GetAsync("/Reauthentication"), "Continue", ("Password", account.Password));
            await site.ProveFactorAsync(account);
            await (i % 2 is 0 ? visitor.TurnOnAsync() : visitor.TurnOffAsync());
            Assert.Equal("/Account", await GoesToAsync(visitor));
        }

        site.Clock.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal("/SignIn", await GoesToAsync(visitor));
    }

    [Fact]
    public async Task Session_AnHourWithoutAVisit_Ends()
    {
        using var visitor = await LoggedInAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("/Account", await GoesToAsync(visitor));

        site.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal("/SignIn", await GoesToAsync(visitor));
    }

    [Fact]
    public async Task LogOut_CopiedCookies_AreRefusedAtOnce()
    {
        using var visitor = await LoggedInAsync();
        using var thief = Copy(visitor);
        Assert.Equal("/Account", await GoesToAsync(thief));
        // From now on the thief's cookie is a renewed one, not the one that logs out.
        site.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal("/Account", await GoesToAsync(thief));

        await LogOutAsync(visitor);

        Assert.Equal("/SignIn", await GoesToAsync(thief));
        Assert.DoesNotContain("You are signed in", (await thief.GetAsync("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogOut_OneBrowser_LeavesTheUsersOthersLoggedIn()
    {
        var account = await site.CreateAccountAsync(secondFactor: false);
        using var first = await LoggedInAsync(account);
        using var second = await LoggedInAsync(account);

        await LogOutAsync(first);

        Assert.Equal("/SignIn", await GoesToAsync(first));
        Assert.Equal("/Account", await GoesToAsync(second));
    }

    [Fact]
    public async Task LogIn_InABrowserThatIsLoggedIn_EndsItsEarlierSession()
    {
        using var visitor = await LoggedInAsync();
        using var thief = Copy(visitor);
        var another = await site.CreateAccountAsync(secondFactor: false);

        var page = await visitor.EnterPasswordAsync(another);

        Assert.Contains($"You are signed in as {another.Email}", page.Text, StringComparison.Ordinal);
        Assert.Equal("/SignIn", await GoesToAsync(thief));
    }

    [Fact]
    public async Task LogIn_AfterSessionsThatEndedByThemselves_ForgetsThem()
    {
        var account = await site.CreateAccountAsync(secondFactor: false);
        using var first = await LoggedInAsync(account);
        site.Clock.Advance(TimeSpan.FromHours(4));
        using var second = await LoggedInAsync(account);
        Assert.Equal(2, await CountAsync(account));
        site.Clock.Advance(TimeSpan.FromDays(31));

        using var third = await LoggedInAsync(account);

        Assert.Equal(1, await CountAsync(account));
    }

    [Fact]
    public async Task Session_DatabaseAway_LetsNobodyInAndSaysWhatToDo()
    {
        var file = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}.db");
        var database = $"Data Source={file};Pooling=False";
        await using var production = new ConfiguredSite("Production", new()
        {
            ["ConnectionStrings:Default"] = database,
            ["Ytx:BaseAddress"] = "https://gateway.test",
            ["Ytx:AccountSid"] = "account",
            ["Ytx:AuthToken"] = "token",
            ["Ytx:AppId"] = "app",
            ["Ytx:DisplayNumber"] = "01085485069",
        });
        await production.InitializeAsync();
        using var visitor = production.Visitor();
        await visitor.EnterPasswordAsync(await production.CreateAccountAsync(secondFactor: false));
        Assert.Equal("/Account", await GoesToAsync(visitor));
        await using (var connection = new SqliteConnection(database))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE Sessions";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var page = await visitor.GetAsync("/Account");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "/Account"), (page.Status, page.Path));
        Assert.Contains("Not available at the moment", page.Text, StringComparison.Ordinal);
        Assert.Contains("Wait a minute and try again", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("no such table", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", page.Body, StringComparison.Ordinal);
        File.Delete(file);
    }

    private static async Task<string> GoesToAsync(Visitor visitor) => (await visitor.GetAsync("/Account")).Path;

    private static async Task LogOutAsync(Visitor visitor) =>
        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");

    private Visitor Copy(Visitor visitor)
    {
        var thief = site.Visitor();
        thief.Take(visitor);
        return thief;
    }

    private async Task<Visitor> LoggedInAsync() => await LoggedInAsync(await site.CreateAccountAsync(secondFactor: false));

    private async Task<Visitor> LoggedInAsync(Account account)
    {
        var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(account);
        Assert.Equal("/Account", await GoesToAsync(visitor));
        return visitor;
    }

    private async Task<int> CountAsync(Account account)
    {
        var user = await site.FindUserAsync(account.Email);
        await using var scope = site.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Sessions
            .CountAsync(session => session.UserId == user!.Id, TestContext.Current.CancellationToken);
    }
}
