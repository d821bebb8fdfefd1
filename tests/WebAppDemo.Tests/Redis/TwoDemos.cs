using System.Net;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace WebAppDemo.Tests.Redis;

/// <summary>
/// Two demos as a user starts them: two ports, one Redis, one database file, and the second rings the first one's handset.
/// </summary>
public sealed class TwoDemos : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}.db");
    private readonly HttpClient _client = new();
    private RedisServer? _redis;
    private RedisSite? _first;
    private RedisSite? _second;

    /// <summary>The server. Skips the test where there is none.</summary>
    public RedisServer Redis
    {
        get
        {
            RedisBinary.Require();
            return _redis!;
        }
    }

    /// <summary>The mark that the demo user had before the second demo started; every change gives another.</summary>
    public string? DemoUserBefore { get; private set; }

    public RedisSite First => Redis is not null ? _first! : null!;

    public RedisSite Second => Redis is not null ? _second! : null!;

    public async ValueTask InitializeAsync()
    {
        if (RedisBinary.Installed is null)
        {
            return;
        }

        _redis = await RedisServer.StartAsync(new RedisServerOptions { KeepsData = true });
        _first = await StartAsync("http://127.0.0.1:0");
        DemoUserBefore = (await _first.FindUserAsync(DemoUser.Email))!.ConcurrencyStamp;
        _second = await StartAsync(_first.Simulator.Address.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_redis is not null)
        {
            await (_second?.DisposeAsync() ?? default);
            await (_first?.DisposeAsync() ?? default);
            await _redis.DisposeAsync();
        }

        File.Delete(_file);
    }

    /// <summary>Where the second demo has a page.</summary>
    public string OnSecond(string path) => new Uri(Second.Address, path).ToString();

    /// <summary>A page's form, sent to the second demo instead of the one that made it.</summary>
    public WebPage ToSecond(WebPage page)
    {
        page.Response.RequestMessage!.RequestUri = new Uri(Second.Address, page.Url.PathAndQuery);
        return new WebPage(page.Response, page.Body);
    }

    /// <summary>What both say about their health.</summary>
    public async Task<(string First, string Second)> HealthAsync() =>
        (await HealthAsync(First), await HealthAsync(Second));

    /// <summary>Starts Redis again, with what it knew, and waits until both demos have found it.</summary>
    public async Task RestartRedisAsync()
    {
        await Redis.RestartAsync();
        await Waiting.UntilAsync(Patience, async () =>
            await HealthAsync() is ("Healthy", "Healthy") ? null : "A demo has not found Redis again.");
    }

    private async Task<string> HealthAsync(RedisSite site)
    {
        using var answer = await _client.GetAsync(new Uri(site.Address, "/health"), TestContext.Current.CancellationToken);
        var text = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n')[0];
        Assert.Equal(text is "Healthy" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        return text;
    }

    private async Task<RedisSite> StartAsync(string simulator)
    {
        var site = new RedisSite(new()
        {
            ["Redis"] = _redis!.ConnectionString,
            ["ConnectionStrings:Default"] = $"Data Source={_file};Pooling=False",
            ["Simulator:Url"] = simulator,
            // Reached before the lockout of Identity, which the database would share by itself.
            ["Ytx:Limits:WrongCodes"] = "4 in 1h",
        });
        await site.InitializeAsync();
        return site;
    }
}
