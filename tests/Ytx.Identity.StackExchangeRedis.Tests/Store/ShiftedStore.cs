using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>A store on a server whose clock and its own a test moves on together.</summary>
internal sealed class ShiftedStore : IAsyncDisposable
{
    private readonly ShiftedClock _serverClock = new();
    private readonly FakeTimeProvider _clock = new();
    private ConnectionMultiplexer? _connection;
    private RedisVoiceCodeStore? _store;

    public IVoiceCodeStore Store => _store!;

    public async ValueTask ConnectAsync(Func<Task<ConnectionMultiplexer>> connect)
    {
        _connection = await connect();
        _store = StoreFactory.Create(_serverClock.Wrap(_connection), timeProvider: _clock);
    }

    public void Advance(TimeSpan time)
    {
        _serverClock.Advance(time);
        _clock.Advance(time);
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
