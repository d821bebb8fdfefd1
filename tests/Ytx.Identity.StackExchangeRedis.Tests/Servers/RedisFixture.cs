namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>One server for many tests: the one in YTX_TEST_REDIS, or one of its own.</summary>
public sealed class RedisFixture : ServerFixture
{
    protected override bool CanStart => (RedisBinary.External ?? RedisBinary.Installed?.File) is not null;

    protected override void Require() => RedisBinary.RequireAny();

    protected override async Task<(string ConnectionString, IAsyncDisposable? Running)> StartAsync()
    {
        if (RedisBinary.External is { } external)
        {
            return (external, null);
        }

        var server = await RedisServer.StartAsync();
        return (server.ConnectionString, server);
    }
}
