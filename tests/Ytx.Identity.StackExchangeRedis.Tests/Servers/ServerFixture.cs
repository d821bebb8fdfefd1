using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>A server, or a cluster, that many tests share.</summary>
public abstract class ServerFixture : IAsyncLifetime
{
    private IAsyncDisposable? _running;
    private string? _connectionString;

    /// <summary>Where it is. Skips the test where it cannot be started.</summary>
    public string ConnectionString
    {
        get
        {
            Require();
            return _connectionString!;
        }
    }

    /// <summary>Whether it can be started here.</summary>
    protected abstract bool CanStart { get; }

    public async ValueTask InitializeAsync()
    {
        if (CanStart)
        {
            (_connectionString, _running) = await StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }
    }

    /// <summary>A new connection, which the caller closes. Skips the test where the server cannot be started.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync(Action<ConfigurationOptions>? configure = null) =>
        await ConnectionMultiplexer.ConnectAsync(ConnectionString, configure ?? (_ => { }));

    /// <summary>Skips the test where it cannot be started, and says why.</summary>
    protected abstract void Require();

    /// <summary>Starts it. What runs is stopped in the end.</summary>
    protected abstract Task<(string ConnectionString, IAsyncDisposable? Running)> StartAsync();
}
