using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Tests.Store;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store allows, on Garnet.</summary>
public sealed class GarnetAllowanceHistoryTests(GarnetFixture garnet)
    : AllowanceHistoryContract, IClassFixture<GarnetFixture>, IAsyncLifetime
{
    private readonly ShiftedClock _serverClock = new();
    private readonly FakeTimeProvider _clock = new();
    private ConnectionMultiplexer? _connection;
    private IVoiceCodeStore? _store;

    protected override IVoiceCodeStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _connection = await garnet.ConnectAsync();
        _store = StoreFactory.Create(_serverClock.Wrap(_connection), timeProvider: _clock);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    protected override int Histories => 100;

    protected override void Advance(TimeSpan time)
    {
        _serverClock.Advance(time);
        _clock.Advance(time);
    }
}
