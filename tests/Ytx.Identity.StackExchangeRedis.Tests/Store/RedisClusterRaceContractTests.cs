using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What holds in every store while many ask at once, on a cluster of three.</summary>
[Collection(HeavyLoad.Name)]
public sealed class RedisClusterRaceContractTests(RedisClusterFixture redis) : VoiceCodeStoreRaceContract, IClassFixture<RedisClusterFixture>, IAsyncLifetime
{
    private readonly RacingStores _stores = new();

    protected override IVoiceCodeStore Store => _stores.Next;

    public ValueTask InitializeAsync() => _stores.ConnectAsync(() => redis.ConnectAsync());

    public ValueTask DisposeAsync() => _stores.DisposeAsync();
}
