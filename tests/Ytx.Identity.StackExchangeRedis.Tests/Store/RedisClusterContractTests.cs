using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store does, on a cluster of three.</summary>
public sealed class RedisClusterContractTests(RedisClusterFixture redis) : VoiceCodeStoreContract, IClassFixture<RedisClusterFixture>, IAsyncLifetime
{
    private readonly ShiftedStore _shifted = new();

    protected override IVoiceCodeStore Store => _shifted.Store;

    public ValueTask InitializeAsync() => _shifted.ConnectAsync(() => redis.ConnectAsync());

    public ValueTask DisposeAsync() => _shifted.DisposeAsync();

    protected override void Advance(TimeSpan time) => _shifted.Advance(time);
}
