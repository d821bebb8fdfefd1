namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>One Garnet for many tests.</summary>
public sealed class GarnetFixture : ServerFixture
{
    protected override bool CanStart => RedisBinary.Garnet is not null;

    protected override void Require() => RedisBinary.RequireGarnet();

    protected override async Task<(string ConnectionString, IAsyncDisposable? Running)> StartAsync()
    {
        var server = await RedisServer.StartAsync(new RedisServerOptions { IsGarnet = true });
        return (server.ConnectionString, server);
    }
}
