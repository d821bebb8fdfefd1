namespace WebAppDemo.Tests;

public sealed class RaceTests(DemoSite site) : IClassFixture<DemoSite>
{
    private const int Sessions = 64;

    [Fact]
    public async Task LogIn_RightCodeFromManySessionsAtOnce_LogsInExactlyOne()
    {
        var account = await site.CreateAccountAsync();
        var visitors = Enumerable.Range(0, Sessions).Select(_ => site.Visitor()).ToList();
        var pages = await Task.WhenAll(visitors.Select(visitor => visitor.EnterPasswordAsync(account)));
        Assert.All(pages, page => Assert.Equal("/SignIn/Call", page.Path));
        var call = Assert.Single(await site.CallsAsync(account.Number));

        var answers = await Task.WhenAll(
            visitors.Zip(pages, (visitor, page) => visitor.EnterCodeAsync(page, call.Code)));

        Assert.Single(answers, answer => answer.Text.Contains("You are signed in", StringComparison.Ordinal));
        var inside = await Task.WhenAll(visitors.Select(visitor => visitor.GetAsync("/Account")));
        Assert.Single(inside, page => page.Path is "/Account");
        visitors.ForEach(visitor => visitor.Dispose());
    }
}
