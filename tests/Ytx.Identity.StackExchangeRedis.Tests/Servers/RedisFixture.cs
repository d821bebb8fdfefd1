using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>One server for many tests: the one in YTX_TEST_REDIS, or one of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisServer? _server;

    /// <summary>Where it is. Skips the test where there is no server.</summary>
    public string ConnectionString
    {
        get
        {
            RedisBinary.RequireAny();
            return RedisBinary.External ?? _server!.ConnectionString;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (RedisBinary.External is null && RedisBinary.Installed is not null)
        {
            _server = await RedisServer.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A new connection, which the caller closes. Skips the test where there is no server.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync(Action<ConfigurationOptions>? configure = null) =>
        await ConnectionMultiplexer.ConnectAsync(ConnectionString, configure ?? (_ => { }));
}
