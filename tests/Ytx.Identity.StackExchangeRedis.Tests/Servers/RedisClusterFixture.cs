using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>A cluster of three primaries for many tests.</summary>
public sealed class RedisClusterFixture : IAsyncLifetime
{
    private RedisCluster? _cluster;

    /// <summary>Skips the test where no cluster can be started.</summary>
    public RedisCluster Cluster
    {
        get
        {
            RedisBinary.RequireForCluster();
            return _cluster!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (RedisBinary.CanCluster)
        {
            _cluster = await RedisCluster.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>A new connection, which the caller closes. Skips the test where no cluster can be started.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync(Action<ConfigurationOptions>? configure = null) =>
        await ConnectionMultiplexer.ConnectAsync(Cluster.ConnectionString, configure ?? (_ => { }));
}
