using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store allows, on a server that the tests of a class share.</summary>
public abstract class SharedHistoryTests(ServerFixture server) : AllowanceHistoryContract, IAsyncLifetime
{
    private readonly ShiftedStore _shifted = new();

    protected override IVoiceCodeStore Store => _shifted.Store;

    protected override int Histories => 100;

    public ValueTask InitializeAsync() => _shifted.ConnectAsync(() => server.ConnectAsync());

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _shifted.DisposeAsync();
    }

    protected override void Advance(TimeSpan time) => _shifted.Advance(time);
}
