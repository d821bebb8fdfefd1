using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;

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
            caller.UserId, VoiceCodePurposeClass.LogIn, TestContext.Current.CancellationToken));
        Assert.Equal(ChallengeStatus.TriesUsedUp, (await caller.VerifyAsync()).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task BeginAsync_OneReplyLostAndTheOtherScriptsUnknown_AsksTheLostPartNoMore(int lost)
    {
        var caller = new Caller(Store);
        await new Caller(Store).BeginAsync();
        var asked = new List<string>();
        var store = StoreFactory.Create(Intercept(_connection!, (method, arguments, proceed) =>
        {
            lock (asked)
            {
                asked.Add((string)((RedisKey[])arguments[1]!)[0]!);
            }

            return method.GetParameters()[0].ParameterType == typeof(string) ? proceed()
                : asked.Count - 1 == lost
                ? LoseAsync((Task<RedisResult>)proceed()!)
                : Task.FromException<RedisResult>(new RedisServerException(
                    RedisErrorKind.NoScript, CommandFlags.None, "NOSCRIPT No matching script."));
        }));
        var theirs = new Caller(store, caller.UserId);

        Assert.Equal(ChallengeStatus.Unavailable, (await theirs.BeginAsync()).Status);

        lock (asked)
        {
            Assert.Single(asked, key => key == asked[lost]);
        }
    }

    // It has run, and the client never learns so.
    private static async Task<RedisResult> LoseAsync(Task<RedisResult> asked)
    {
        await asked;
        throw new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "lost");
    }

    private static IConnectionMultiplexer Intercept(IConnectionMultiplexer connection, Interceptor.Handler script) =>
        Interceptor.Around(connection, (method, _, proceed) =>
            method.Name is not nameof(IConnectionMultiplexer.GetDatabase)
                ? proceed()
                : Interceptor.Around((IDatabase)proceed()!, (called, arguments, go) =>
                    called.Name is nameof(IDatabase.ScriptEvaluateAsync) ? script(called, arguments, go) : go()));

    private Task<string> FlushAsync() => _server!.AskAsync("SCRIPT", "FLUSH");
}
