namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>A cluster of three primaries for many tests.</summary>
public sealed class RedisClusterFixture : ServerFixture
{
    protected override bool CanStart => RedisBinary.CanCluster;

    protected override void Require() => RedisBinary.RequireForCluster();

    protected override async Task<(string ConnectionString, IAsyncDisposable? Running)> StartAsync()
    {
        var cluster = await RedisCluster.StartAsync();
        return (cluster.ConnectionString, cluster);
    }
}
