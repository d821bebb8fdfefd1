using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store does, on a server that the tests of a class share.</summary>
public abstract class SharedContractTests(ServerFixture server) : VoiceCodeStoreContract, IAsyncLifetime
{
    private readonly ShiftedStore _shifted = new();

    public static TheoryData<string> Names => [.. Rules];

    protected override IVoiceCodeStore Store => _shifted.Store;

    public ValueTask InitializeAsync() => _shifted.ConnectAsync(() => server.ConnectAsync());

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _shifted.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task Store_EachRule_IsKept(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);

    protected override void Advance(TimeSpan time) => _shifted.Advance(time);
}
