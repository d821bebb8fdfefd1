using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store allows, on Garnet.</summary>
public sealed class GarnetAllowanceHistoryTests(GarnetFixture garnet)
    : AllowanceHistoryContract, IClassFixture<GarnetFixture>, IAsyncLifetime
{
    private readonly ShiftedStore _shifted = new();

    protected override IVoiceCodeStore Store => _shifted.Store;

    protected override int Histories => 100;

    public ValueTask InitializeAsync() => _shifted.ConnectAsync(() => garnet.ConnectAsync());

    public ValueTask DisposeAsync() => _shifted.DisposeAsync();

    protected override void Advance(TimeSpan time) => _shifted.Advance(time);
}
