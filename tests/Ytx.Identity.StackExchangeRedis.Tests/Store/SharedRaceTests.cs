using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What holds in every store while many ask at once, on a server that the tests of a class share.</summary>
public abstract class SharedRaceTests(ServerFixture server) : VoiceCodeStoreRaceContract, IAsyncLifetime
{
    private readonly RacingStores _stores = new();

    public static TheoryData<string> Names => [.. Rules];

    protected override IVoiceCodeStore Store => _stores.Next;

    public ValueTask InitializeAsync() => _stores.ConnectAsync(() => server.ConnectAsync());

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _stores.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task Store_EachRule_IsKept(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);
}
