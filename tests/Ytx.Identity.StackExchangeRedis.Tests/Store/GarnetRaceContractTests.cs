using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Tests.Store;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>
/// What holds in every store while many ask at once, on Garnet: on several connections, because it runs what comes over one
/// of them one after the other.
/// </summary>
[Collection(HeavyLoad.Name)]
public sealed class GarnetRaceContractTests(GarnetFixture garnet) : VoiceCodeStoreRaceContract, IClassFixture<GarnetFixture>, IAsyncLifetime
{
    private const int Connections = 4;

    private readonly List<ConnectionMultiplexer> _connections = [];
    private readonly List<RedisVoiceCodeStore> _stores = [];
    private uint _asked;

    protected override IVoiceCodeStore Store => _stores[(int)(Interlocked.Increment(ref _asked) % Connections)];

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < Connections; i++)
        {
            var connection = await garnet.ConnectAsync();
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
