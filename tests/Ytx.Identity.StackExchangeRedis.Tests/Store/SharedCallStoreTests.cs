using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests.Stores;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store of calls does, for two hosts on a server that the tests of a class share.</summary>
public abstract class SharedCallStoreTests(ServerFixture server) : VoiceCallStoreContract, IAsyncLifetime
{
    private readonly List<IConnectionMultiplexer> _connections = [];
    private readonly List<RedisVoiceCodeStore> _codes = [];
    private RedisVoiceCallStore? _here;
    private RedisVoiceCallStore? _there;

    public static TheoryData<string> Names => [.. Rules];

    protected override IVoiceCallStore Store => _here!;

    protected override IVoiceCallStore OtherHost => _there!;

    public async ValueTask InitializeAsync()
    {
        _here = await ConnectAsync();
        _there = await ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var codes in _codes)
        {
            await codes.DisposeAsync();
        }

        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task Store_EachRule_IsKept(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);

    [Fact]
    public async Task TryAddAsync_Call_IsUnreadableInTheDatabaseAndEnds()
    {
        var call = TrackedCalls.Create(user: "somebody@example.com");
        Assert.True(await Store.TryAddAsync(call, TestContext.Current.CancellationToken));

        var texts = new List<string>();
        foreach (var node in _connections[0].GetServers().Where(node => !node.IsReplica))
        {
            await foreach (var key in node.KeysAsync().WithCancellation(TestContext.Current.CancellationToken))
            {
                var database = _connections[0].GetDatabase();
                Assert.InRange((await database.KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromMilliseconds(1), IVoiceCallStore.Lifetime);
                texts.Add($"{key} {(string?)await database.StringGetAsync(key)}");
            }
        }

        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.All(
            new[] { "13911281234", "somebody", "request", "log in", "TestUser", call.CallId },
            secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task WatchAsync_GivenUpWhileItBegins_LeavesNoSubscription()
    {
        var call = TrackedCalls.Create();
        Assert.True(await Store.TryAddAsync(call, TestContext.Current.CancellationToken));
        for (var i = 0; i < 100; i++)
        {
            using var given = new CancellationTokenSource();
            var watching = Store.WatchAsync(call.CallId, () => { }, given.Token);
            await given.CancelAsync();
            try
            {
                await (await watching).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // It was given up in time.
            }
        }

        // Publishing tells how many listen, on whichever server the channel is.
        var channel = Channel(call.CallId);
        await Waiting.UntilAsync(
            TimeSpan.FromSeconds(10),
            async () => await _connections[1].GetSubscriber().PublishAsync(channel, "") is 0 ? null : "Somebody still listens.");
    }

    private RedisChannel Channel(string callId)
    {
        var name = (byte[])_codes[0].Tags.OfCall(callId)!;
        return _connections[1].GetServers().Any(server => server.ServerType is ServerType.Cluster)
            ? RedisChannel.Sharded(name) : RedisChannel.Literal(name);
    }

    private protected RedisVoiceCallStore Create(IConnectionMultiplexer connection)
    {
        var options = new RedisVoiceCodeStoreOptions
        {
            ConnectionMultiplexerFactory = () => Task.FromResult(connection),
            Timeout = TimeSpan.FromSeconds(10),
        };
        var codes = StoreFactory.Create(connection);
        _connections.Add(connection);
        _codes.Add(codes);
        return new RedisVoiceCallStore(
            codes, Options.Create(options), Options.Create(new VoiceCodeOptions { Store = { Key = StoreFactory.StoreKey } }),
            TimeProvider.System, NullLogger<RedisVoiceCallStore>.Instance);
    }

    private async Task<RedisVoiceCallStore> ConnectAsync() => Create(await server.ConnectAsync());
}
