namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>Tests that each have a server of their own, behind a line that they can spoil.</summary>
public abstract class ProxiedServer : IAsyncLifetime
{
    private RedisServer? _server;
    private TcpProxy? _proxy;

    protected RedisServer Server => _server!;

    protected TcpProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _proxy = TcpProxy.Start(_server.EndPoint);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
            await _server!.DisposeAsync();
        }
    }
}
