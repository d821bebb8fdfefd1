using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace WebAppDemo.Tests;

public sealed class FactorTriesTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task AppCode_UsedOnce_IsWorthNothingAgain()
    {
        var (account, key) = await WithAppAsync();
        var code = AppCode.Of(key);
        using var first = site.Visitor();
        using var second = site.Visitor();

        var page = await first.EnterCodeAsync(await first.EnterPasswordAsync(account), code);
        Assert.Equal("/", page.Path);
        page = await second.EnterCodeAsync(await second.EnterPasswordAsync(account), code);

        Assert.Equal("/SignIn/Authenticator", page.Path);
        Assert.Contains("That code isn't right", page.Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppCode_ManyGuessesAtOnce_TenAreComparedAndThenOneInTenMinutes()
    {
        var (account, key) = await WithAppAsync();
        using var visitor = site.Visitor();
        var page = await visitor.EnterPasswordAsync(account);
        var wrong = AppCode.Of(key) == "000000" ? "111111" : "000000";

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => visitor.PostAsync(page, "Sign in", ("Input.Code", wrong))));
        var right = await visitor.EnterCodeAsync(page, AppCode.Of(key));

        Assert.NotEqual("/", right.Path);
        Assert.Equal(10, await TriesAsync(account));
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        right = await visitor.EnterCodeAsync(await visitor.EnterPasswordAsync(account), AppCode.Of(key));
        Assert.Equal("/", right.Path);
        Assert.Equal(0, await TriesAsync(account));
    }

    private async Task<(Account Account, string Key)> WithAppAsync()
    {
        var account = await site.CreateAccountAsync(number: null, secondFactor: true);
        await using var scope = site.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var user = (await users.FindByEmailAsync(account.Email))!;
        user.HasAuthenticator = true;
        await users.ResetAuthenticatorKeyAsync(user);
        return (account, (await users.GetAuthenticatorKeyAsync(user))!);
    }

    private async Task<int> TriesAsync(Account account)
    {
        var user = await site.FindUserAsync(account.Email);
        await using var scope = site.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<AppDb>().Safeguards.FindAsync([user!.Id], TestContext.Current.CancellationToken))!.FactorTries;
    }
}
