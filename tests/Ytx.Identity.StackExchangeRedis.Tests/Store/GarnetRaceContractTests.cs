using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What holds in every store while many ask at once, on Garnet.</summary>
[Collection(HeavyLoad.Name)]
public sealed class GarnetRaceContractTests(GarnetFixture garnet) : VoiceCodeStoreRaceContract, IClassFixture<GarnetFixture>, IAsyncLifetime
{
    private readonly RacingStores _stores = new();

    protected override IVoiceCodeStore Store => _stores.Next;

    public ValueTask InitializeAsync() => _stores.ConnectAsync(() => garnet.ConnectAsync());

    public ValueTask DisposeAsync() => _stores.DisposeAsync();
}
