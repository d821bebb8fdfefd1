using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Tests.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store of calls does, on one Redis.</summary>
public sealed class RedisCallStoreTests(RedisFixture server) : SharedCallStoreTests(server), IClassFixture<RedisFixture>
{
    [Fact]
    public async Task TryChangeAsync_SavedAndNobodyCanBeTold_IsChanged()
    {
        await using var own = await RedisServer.StartAsync();
        await own.AskAsync("ACL", "SETUSER", "limited", "on", ">secret", "+@all", "-publish", "~*", "&*");
        var store = Create(await ConnectionMultiplexer.ConnectAsync($"{own.ConnectionString},user=limited,password=secret"));
        var call = TrackedCalls.Create();
        Assert.True(await store.TryAddAsync(call, TestContext.Current.CancellationToken));

        Assert.True(await store.TryChangeAsync(call, call with { State = VoiceCallState.Busy }, TestContext.Current.CancellationToken));

        Assert.Equal(VoiceCallState.Busy, (await store.FindAsync(call.CallId, TestContext.Current.CancellationToken))!.State);
    }
}
