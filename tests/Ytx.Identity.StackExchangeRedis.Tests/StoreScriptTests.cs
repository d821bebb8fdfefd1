using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests;

/// <summary>A server that has forgotten the scripts runs each at once, and once.</summary>
public sealed class StoreScriptTests : IAsyncLifetime
{
    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;

    private IVoiceCodeStore Store => field ??= StoreFactory.Create(_connection!);

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            await _server!.DisposeAsync();
        }
    }

    [Fact]
    public async Task BeginAsync_Flushed_TakesOnce()
    {
        var caller = new Caller(Store);
        await FlushAsync();
        Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync()).Status);

        // Three calls an hour, one a minute to a number: two more are free if one was counted.
        await FlushAsync();
        Assert.Equal(ChallengeStatus.Granted, (await new Caller(Store, caller.UserId).BeginAsync()).Status);
        await FlushAsync();
        var third = await new Caller(Store, caller.UserId).BeginAsync();
        Assert.Equal("numbers", third.DeniedBy);
    }

    [Fact]
    public async Task AbandonAsync_Flushed_GivesBackOnce()
    {
        var caller = new Caller(Store);
        var request = caller.Request();
        var grant = await caller.BeginAsync(request);
        Assert.Equal(ChallengeStatus.Denied, (await caller.BeginAsync()).Status);

        await FlushAsync();
        await Store.AbandonAsync(request, grant, TestContext.Current.CancellationToken);

        Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
        Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync()).Status);
        Assert.Equal(ChallengeStatus.Denied, (await caller.BeginAsync()).Status);
    }

    [Fact]
    public async Task VerifyAsync_Flushed_CountsAWrongTryOnceAndAcceptsTheRightOne()
    {
        var caller = new Caller(Store);
        await caller.BeginAsync();

        await FlushAsync();
        Assert.Equal(4, (await caller.VerifyAsync(isRight: false)).TriesLeft);
        await FlushAsync();
        Assert.Equal(3, (await caller.VerifyAsync(isRight: false)).TriesLeft);
        await FlushAsync();
        Assert.Equal(ChallengeStatus.Verified, (await caller.VerifyAsync()).Status);
    }

    [Fact]
    public async Task RecordCall_Flushed_IsNoted()
    {
        var caller = new Caller(Store);
        for (var i = 0; i < 2; i++)
        {
            var request = caller.Request();
            Store.RecordCall(request, await caller.BeginAsync(request), "known to the client by now");
            await FlushAsync();
        }

        var other = new Caller(Store);
        var asked = other.Request();
        var grant = await other.BeginAsync(asked);
        await FlushAsync();
        Store.RecordCall(asked, grant, "request-1");

        Assert.Equal("request-1", (await other.VerifyAsync()).RequestId);
    }

    [Fact]
    public async Task UnlockAsync_Flushed_Unlocks()
    {
        var caller = new Caller(Store);
        for (var i = 0; i < 2; i++)
        {
            await new Caller(Store, caller.UserId).BeginAsync();
            for (var j = 0; j < 5; j++)
            {
                await caller.VerifyAsync(isRight: false);
            }
        }

        Assert.Equal(ChallengeStatus.LockedOut, (await caller.VerifyAsync()).Status);
        await FlushAsync();

        Assert.True(await Store.UnlockAsync(
            new("", caller.UserId), VoiceCodePurposeKind.LogIn, TestContext.Current.CancellationToken));
        Assert.Equal(ChallengeStatus.TriesUsedUp, (await caller.VerifyAsync()).Status);
    }

    [Fact]
    public async Task BeginAsync_ReplyLost_AsksNoMoreAndGivesBackOnce()
    {
        var caller = new Caller(Store);
        await new Caller(Store).BeginAsync();
        var scripts = new RecordedScripts();
        var store = StoreFactory.Create(scripts.Wrap(_connection!));
        var theirs = caller.At(store);
        await new Caller(store).LogInAsync();

        // Its take runs, its giving back is not known to the server at first.
        await FlushAsync();
        await new Caller(Store).BeginAsync();
        scripts.Lose(0);
        Assert.Equal(ChallengeStatus.Unavailable, (await theirs.BeginAsync()).Status);
        await scripts.AnsweredAsync(count: 3);

        Assert.Equal([true, false, false], scripts.Asked.Select(script => script.Name == scripts.Asked[0].Name));
        Assert.Equal(scripts.Asked[0].Keys, scripts.Asked[1].Keys);
        Assert.Equal(scripts.Asked[0].Keys, scripts.Asked[2].Keys);
        Assert.Equal(ChallengeStatus.Missing, (await theirs.VerifyAsync()).Status);
        await theirs.LogInAsync();
    }

    private Task<string> FlushAsync() => _server!.AskAsync("SCRIPT", "FLUSH");
}
