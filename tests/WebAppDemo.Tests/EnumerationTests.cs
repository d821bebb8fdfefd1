namespace WebAppDemo.Tests;

/// <summary>Nobody learns from an answer who has an account.</summary>
public sealed class EnumerationTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task LogIn_UnknownAddressWrongPasswordAndLockedAccount_GetTheSameAnswer()
    {
        using var guesser = site.Visitor();
        var account = await site.CreateAccountAsync();
        var locked = await site.CreateAccountAsync();
        for (var i = 0; i < 10; i++)
        {
            await guesser.EnterPasswordAsync(locked with { Password = "not-the-password" });
        }

        var unknown = await AnswerAsync(new Account("nobody@example.com", "not-the-password", ""));

        Assert.Equal(unknown, await AnswerAsync(account with { Password = "not-the-password" }));
        Assert.Equal(unknown, await AnswerAsync(locked));
        Assert.Contains("Wrong email or password, or too many tries. Check both, or wait 10 minutes.", unknown, StringComparison.Ordinal);
        Assert.Empty(site.Simulator.Calls);
    }

    private async Task<string> AnswerAsync(Account account)
    {
        using var visitor = site.Visitor();
        return Answer.Of(await visitor.EnterPasswordAsync(account), account.Email);
    }
}
