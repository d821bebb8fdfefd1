using System.Net;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace WebAppDemo.Tests.Redis;

/// <summary>Without Redis nobody is called and no code accepted, pages say to try later, and with it all goes on.</summary>
public sealed class OutageTests(TwoDemos demos) : IClassFixture<TwoDemos>
{
    [Fact]
    public async Task Redis_AwayInTheMiddle_BothSayTryLaterAndGoOnOnceItIsBack()
    {
        using var half = demos.First.Visitor();
        using var late = demos.Second.Visitor();
        var account = await demos.First.CreateAccountAsync();
        var another = await demos.First.CreateAccountAsync(demos.First.NextNumber(), secondFactor: true);
        var page = await half.EnterPasswordAsync(account);
        var code = await demos.First.CodeAsync(account.Number);
        var other = await half.GetAsync(demos.OnSecond("/SignIn/Call"));

        await demos.Redis.StopAsync();

        Assert.Equal(("Unhealthy", "Unhealthy"), await demos.HealthAsync());
        foreach (var form in (WebPage[])[page, other])
        {
            AssertSays("We couldn't check the code. Type it again in a minute.", await half.EnterCodeAsync(form, code));
            AssertSays("Calls are unavailable. Try again in a minute.", await half.SubmitAsync(form, "Call again"));
        }

        Assert.Equal("/SignIn", (await half.GetAsync("/Account")).Path);
        AssertSays("Calls are unavailable. Try again in a minute.", await late.EnterPasswordAsync(another));
        Assert.Single(await demos.First.CallsAsync(account.Number));
        Assert.Empty(await demos.First.CallsAsync(another.Number));

        await demos.RestartRedisAsync();

        Assert.Contains("You are signed in", (await half.EnterCodeAsync(other, code)).Text, StringComparison.Ordinal);
        page = await late.EnterPasswordAsync(another);
        page = await late.EnterCodeAsync(page, await demos.First.CodeAsync(another.Number));
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_AwayAtStart_PagesSayTryLaterAndALogInGoesOnOnceItIsThere()
    {
        await using var redis = await RedisServer.StartAsync(new RedisServerOptions { KeepsData = true });
        var file = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}.db");
        var settings = new Dictionary<string, string?>
        {
            ["Redis"] = redis.ConnectionString,
            ["ConnectionStrings:Default"] = $"Data Source={file};Pooling=False",
        };
        await using var before = new RedisSite(settings);
        await before.InitializeAsync();
        using var visitor = before.Visitor();
        var account = await before.CreateAccountAsync();
        await visitor.EnterPasswordAsync(account);
        var code = await before.CodeAsync(account.Number);
        await redis.StopAsync();
        await using var site = new RedisSite(settings);
        await site.InitializeAsync();

        foreach (var path in Pages.All)
        {
            var away = await visitor.GetAsync(new Uri(site.Address, path).ToString());
            Assert.Equal((HttpStatusCode.ServiceUnavailable, path), (away.Status, away.Path));
            Assert.Contains("Not available at the moment", away.Text, StringComparison.Ordinal);
            Assert.Contains("try again", away.Text, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(new Uri(site.Address, "/icon.svg").ToString())).Status);
        var errors = site.Logs.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ToList();
        Assert.Contains(errors, line => line.Contains("Redis is unavailable at start", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, line => line.Contains("   at ", StringComparison.Ordinal));

        await redis.RestartAsync();
        await Waiting.UntilAsync(TimeSpan.FromSeconds(20), async () =>
        {
            var health = await visitor.GetAsync(new Uri(site.Address, "/health").ToString());
            return health.Body.StartsWith("Healthy\n", StringComparison.Ordinal) ? null : health.Body;
        });

        var page = await visitor.GetAsync(new Uri(site.Address, "/SignIn/Call").ToString());
        Assert.Contains("We're calling", page.CodeSaid, StringComparison.Ordinal);
        Assert.Contains("You are signed in", (await visitor.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);
        File.Delete(file);
    }

    private static void AssertSays(string sentence, WebPage page)
    {
        Assert.Equal((HttpStatusCode.OK, "/SignIn/Call"), (page.Status, page.Path));
        Assert.Contains(sentence, page.Alert, StringComparison.Ordinal);
    }
}
