using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Tests.Store;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What holds in every store while many ask at once, on a cluster of three.</summary>
[Collection(HeavyLoad.Name)]
public sealed class RedisClusterRaceContractTests(RedisClusterFixture redis) : VoiceCodeStoreRaceContract, IClassFixture<RedisClusterFixture>, IAsyncLifetime
{
    private ConnectionMultiplexer? _connection;
    private RedisVoiceCodeStore? _store;

    protected override IVoiceCodeStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _connection = await redis.ConnectAsync();

        // A busy machine must not make an unknown outcome of a lost race.
        _store = StoreFactory.Create(_connection, options => options.Timeout = TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
            await _connection!.DisposeAsync();
        }
    }
}
