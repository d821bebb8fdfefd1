using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>One Garnet for many tests.</summary>
public sealed class GarnetFixture : IAsyncLifetime
{
    private RedisServer? _server;

    /// <summary>Where it is. Skips the test where there is no Garnet.</summary>
    public string ConnectionString
    {
        get
        {
            RedisBinary.RequireGarnet();
            return _server!.ConnectionString;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (RedisBinary.Garnet is not null)
        {
            _server = await RedisServer.StartAsync(new RedisServerOptions { IsGarnet = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A new connection, which the caller closes. Skips the test where there is no Garnet.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync(Action<ConfigurationOptions>? configure = null) =>
        await ConnectionMultiplexer.ConnectAsync(ConnectionString, configure ?? (_ => { }));
}
