using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Site;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Connection;

public sealed class RedisConnectionTests : ProxiedServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Store_Resolved_HasOpenedNoSocket()
    {
        using var host = RedisHost.Build(identity => identity.AddRedisVoiceCodeStore(Proxy.ConnectionString));
        var store = host.Services.GetRequiredService<IVoiceCodeStore>();
        Assert.Equal(0, Proxy.Connections);

        await new Caller(store).LogInAsync();

        Assert.True(Proxy.Connections > 0);
    }

    [Fact]
    public async Task FirstCallers_Many_ShareOneConnection()
    {
        await using (await ConnectionMultiplexer.ConnectAsync(Proxy.ConnectionString))
        {
        }

        var ofOne = Proxy.Connections;
        await using var store = StoreFactory.Create(options => options.Configuration = Proxy.ConnectionString);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => new Caller(store).LogInAsync())));

        Assert.Equal(ofOne, Proxy.Connections - ofOne);
    }

    [Fact]
    public async Task FirstCallers_FactoryIsSlow_AskItOnce()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.ConnectionString);
        var made = new TaskCompletionSource<IConnectionMultiplexer>();
        var asked = 0;
        await using var store = StoreFactory.Create(options => options.ConnectionMultiplexerFactory = () =>
        {
            Interlocked.Increment(ref asked);
            return made.Task;
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new Caller(store).LogInAsync()))
            .Append(Task.Run(() => made.SetResult(connection))));

        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FirstConnection_Fails_IsTriedAgainByTheNextCaller(bool isOfAnotherKind)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.ConnectionString);
        var asked = 0;
        await using var store = StoreFactory.Create(options => options.ConnectionMultiplexerFactory = async () =>
        {
            await Task.Yield();
            return ++asked > 1 ? connection
                : isOfAnotherKind ? throw new IOException("The vault is away.")
                : throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "away");
        });
        var caller = new Caller(store);

        Assert.Equal(ChallengeStatus.Unavailable, (await caller.BeginAsync()).Status);
        await caller.LogInAsync();

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task OwnConnection_ServerWasAwayAtFirst_WorksSoonAfterItIsBack()
    {
        Proxy.RefuseConnections();
        await using var store = StoreFactory.Create(options => options.Configuration = Proxy.ConnectionString);
        Assert.Equal(ChallengeStatus.Unavailable, (await new Caller(store).BeginAsync()).Status);

        Proxy.Heal();

        await Waiting.UntilAsync(Patience, async () =>
            (await new Caller(store).BeginAsync()).Status is ChallengeStatus.Granted ? null : "It is not granted.");
    }

    [Fact]
    public async Task OwnConnection_ContainerDisposed_IsClosed()
    {
        using (var host = RedisHost.Build(identity => identity.AddRedisVoiceCodeStore(Proxy.ConnectionString)))
        {
            await new Caller(host.Services.GetRequiredService<IVoiceCodeStore>()).LogInAsync();
            Assert.True(Proxy.OpenConnections > 0);
        }

        await AllClosedAsync();
    }

    [Fact]
    public async Task OwnConnection_ContainerDisposedWhileItConnects_IsClosedWhenItIsMade()
    {
        Server.Pause();
        var store = StoreFactory.Create(options =>
        {
            options.Configuration = Proxy.ConnectionString;
            options.Timeout = TimeSpan.FromMilliseconds(100);
        });
        Assert.Equal(ChallengeStatus.Unavailable, (await new Caller(store).BeginAsync()).Status);

        await store.DisposeAsync();
        Server.Resume();

        Assert.True(Proxy.Connections > 0);
        await AllClosedAsync();
    }

    [Fact]
    public async Task ForeignConnection_ContainerDisposed_StaysOpen()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.ConnectionString);
        using (var host = RedisHost.Build(identity => identity.AddRedisVoiceCodeStore(connection)))
        {
            await new Caller(host.Services.GetRequiredService<IVoiceCodeStore>()).LogInAsync();
        }

        await new Caller(StoreFactory.Create(connection)).LogInAsync();
    }

    [Fact]
    public async Task SharedFactory_CacheDisposed_StoreAsksForAnother()
    {
        ConnectionMultiplexer? shared = null;
        using var host = RedisHost.Build(identity =>
        {
            // As applications share one: it is made again when it is closed.
            identity.Services.AddStackExchangeRedisCache(options => options.ConnectionMultiplexerFactory = async () =>
                shared is { IsConnected: true } ? shared : shared = await ConnectionMultiplexer.ConnectAsync(Server.ConnectionString));
            identity.AddRedisVoiceCodeStore();
        });
        var cache = host.Services.GetRequiredService<IDistributedCache>();
        await cache.SetStringAsync("key", "value", TestContext.Current.CancellationToken);
        var store = host.Services.GetRequiredService<IVoiceCodeStore>();
        await new Caller(store).LogInAsync();
        var first = shared;

        ((IDisposable)cache).Dispose();

        // One caller may be told so by the closed connection.
        await new Caller(store).BeginAsync();
        await new Caller(store).LogInAsync();
        Assert.NotSame(first, shared);
        await shared!.DisposeAsync();
    }

    private Task AllClosedAsync() => Waiting.UntilAsync(Patience, () =>
        Task.FromResult(Proxy.OpenConnections is 0 ? null : $"{Proxy.OpenConnections} connections are open."));
}
