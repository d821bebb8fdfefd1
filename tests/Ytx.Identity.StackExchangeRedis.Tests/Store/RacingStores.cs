using StackExchange.Redis;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>
/// Stores of several hosts on one server, each on a connection of its own: what comes over one connection a server runs one
/// after the other.
/// </summary>
internal sealed class RacingStores : IAsyncDisposable
{
    private const int Hosts = 4;

    private readonly List<ConnectionMultiplexer> _connections = [];
    private readonly List<RedisVoiceCodeStore> _stores = [];
    private uint _asked;

    /// <summary>The next host's.</summary>
    public IVoiceCodeStore Next => _stores[(int)(Interlocked.Increment(ref _asked) % Hosts)];

    public async ValueTask ConnectAsync(Func<Task<ConnectionMultiplexer>> connect)
    {
        for (var i = 0; i < Hosts; i++)
        {
            var connection = await connect();
            _connections.Add(connection);

            // A busy machine must not make an unknown outcome of a lost race.
            _stores.Add(StoreFactory.Create(connection, options => options.Timeout = TimeSpan.FromSeconds(10)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }
}
