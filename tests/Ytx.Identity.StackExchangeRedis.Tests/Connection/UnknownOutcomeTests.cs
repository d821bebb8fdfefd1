using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;
using Ytx.Voice.Tests;

namespace Ytx.Identity.StackExchangeRedis.Tests.Connection;

/// <summary>What is answered when nobody knows whether a script has run.</summary>
public sealed class UnknownOutcomeTests : ProxiedServer
{
    // Long enough for a busy machine to answer, and far below the client library's own five seconds.
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Little = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task VerifyAsync_ReplyLost_IsUnavailableAndCountsOnce()
    {
        await using var store = Create(Proxy.ConnectionString);
        await WarmUpAsync(store);
        await new Caller(store).VerifyAsync(isRight: false);
        var caller = new Caller(store);
        await caller.BeginAsync();

        Proxy.CutReplies();
        Assert.Equal(ChallengeStatus.Unavailable, (await caller.VerifyAsync(isRight: false)).Status);
        Proxy.Heal();
        await WorksAgainAsync(store);
        Assert.Equal(3, (await caller.VerifyAsync(isRight: false)).TriesLeft);

        Proxy.CutReplies();
        Assert.Equal(ChallengeStatus.Unavailable, (await caller.VerifyAsync()).Status);
        Proxy.Heal();
        await WorksAgainAsync(store);
        Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
    }

    [Fact]
    public async Task RequestCallAsync_ReplyLost_IsUnavailableAndRingsNobody()
    {
        using var site = new TestSite(
            options => options.Store.Key = StoreFactory.StoreKey,
            services =>
            {
                services.AddSingleton(TimeProvider.System);
                new IdentityBuilder(typeof(TestUser), services).AddRedisVoiceCodeStore(options =>
                {
                    options.Configuration = Proxy.ConnectionString;
                    options.Timeout = Timeout;
                });
            });
        var user = await site.CreateUserAsync();
        await site.CallAsync(await site.CreateUserAsync(other => other.PhoneNumber = "+8613911281235"));
        site.Sender.Calls.Clear();

        Proxy.CutReplies();
        var result = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(VoiceCodeReason.Unavailable, result.Reason);
        Assert.Null(result.ExpiresAt);
        Assert.Empty(site.Sender.Calls);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Callers_ServerHangs_FailWithinTheTimeout(bool isForeign, bool canCancel)
    {
        await using var connection = isForeign ? await PatientConnectionAsync() : null;
        await using var store = connection is null ? Create(Server.ConnectionString) : Create(connection);
        await WarmUpAsync(store);
        var caller = new Caller(store);
        await caller.LogInAsync();
        Server.Pause();

        var start = TimeProvider.System.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            using var stop = new CancellationTokenSource();
            var token = canCancel ? stop.Token : CancellationToken.None;
            return i % 2 is 0
                ? (await store.BeginAsync(new Caller(store).Request(), token)).Status
                : (await store.VerifyAsync(caller.Request().Try(verifier: 0), token)).Status;
        }));

        var waited = TimeProvider.System.GetElapsedTime(start);
        // Or else closing the connection waits for all its own time.
        Server.Resume();
        Assert.All(answers, answer => Assert.Equal(ChallengeStatus.Unavailable, answer));
        Assert.InRange(waited, 0.8 * Timeout, Timeout + Little);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BeginAsync_GivenUpWhileTheServerHung_TakesNothingWhenItGoesOn(bool isForeign)
    {
        await using var connection = isForeign ? await PatientConnectionAsync() : null;
        await using var store = connection is null ? Create(Server.ConnectionString) : Create(connection);
        await WarmUpAsync(store);
        var callers = Enumerable.Range(0, 20).Select(_ => new Caller(store)).ToArray();
        Server.Pause();
        var start = TimeProvider.System.GetTimestamp();
        var grants = await Task.WhenAll(callers.Select(caller => caller.BeginAsync().AsTask()));
        Assert.All(grants, grant => Assert.Equal(ChallengeStatus.Unavailable, grant.Status));
        await Waiting.UntilAsync(Patience, () => Task.FromResult(
            TimeProvider.System.GetElapsedTime(start) > Timeout + Timeout ? null : "They may still be wanted."));

        Server.Resume();

        await WorksAgainAsync(store);
        foreach (var caller in callers)
        {
            // One call a minute: had the late one been counted, this would be denied.
            Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync()).Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BeginAsync_ReplyLost_LeavesNothingOnceTheConnectionIsBack(bool isCut)
    {
        await using var store = Create(Proxy.ConnectionString);
        await WarmUpAsync(store);
        await new Caller(store).BeginAsync();
        var caller = new Caller(store);
        var request = caller.Request();

        // Either the line stays, and what is given back arrives at once; or there is none until later.
        if (isCut)
        {
            Proxy.RefuseConnections();
            Proxy.CutAfterReplyBytes(1);
        }
        else
        {
            Proxy.CutReplies();
        }

        Assert.Equal(ChallengeStatus.Unavailable, (await caller.BeginAsync(request)).Status);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.ConnectionString);
        var atServer = caller.At(StoreFactory.Create(connection));
        if (isCut)
        {
            // It did run.
            Assert.Equal(4, (await atServer.VerifyAsync(isRight: false)).TriesLeft);
        }

        Proxy.Heal();
        await Waiting.UntilAsync(Patience, async () =>
            (await atServer.VerifyAsync(isRight: false)).Status is ChallengeStatus.Missing ? null : "Its challenge is there.");
        await atServer.LogInAsync();
    }

    [Fact]
    public async Task BeginAsync_NoConnection_HasNothingToGiveBack()
    {
        await using var shared = await ConnectionMultiplexer.ConnectAsync(
            Proxy.ConnectionString, options => options.BacklogPolicy = BacklogPolicy.FailFast);
        var scripts = new RecordedScripts();
        var store = StoreFactory.Create(scripts.Wrap(shared), options => options.Timeout = Patience);
        await WarmUpAsync(store);
        Proxy.RefuseConnections();
        Proxy.DropConnections();
        await Waiting.UntilAsync(Patience, () => Task.FromResult(shared.IsConnected ? "It is still connected." : null));
        scripts.Lose(int.MaxValue);

        Assert.Equal(ChallengeStatus.Unavailable, (await new Caller(store).BeginAsync()).Status);
        Assert.Equal(ChallengeStatus.Unavailable, (await new Caller(store).BeginAsync()).Status);

        Assert.Equal(2, scripts.Asked.Count);
    }

    [Fact]
    public async Task RedisIsAway_Logs_HoldNoKeyAndNoPassword()
    {
        const string Password = "password-canary";
        await Server.AskAsync("CONFIG", "SET", "requirepass", Password);
        using var logs = new CapturedLogs();
        var settings = ConfigurationOptions.Parse($"{Proxy.ConnectionString},abortConnect=false,password={Password}");
        settings.IncludeDetailInExceptions = true;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(settings);
        await using var store = StoreFactory.Create(
            connection, options => options.Timeout = Patience, new LoggerFactory([logs]).CreateLogger<RedisVoiceCodeStore>());
        await WarmUpAsync(store);

        Proxy.RefuseConnections();
        Proxy.DropConnections();
        await Waiting.UntilAsync(Patience, () => Task.FromResult(connection.IsConnected ? "It is still connected." : null));
        Assert.Equal(ChallengeStatus.Unavailable, (await new Caller(store).VerifyAsync()).Status);

        // What the client library says itself names the key: it is there to be logged.
        var said = await Assert.ThrowsAnyAsync<RedisException>(() => connection.GetDatabase().StringGetAsync("ytx:2:{canary}"));
        Assert.Contains("ytx:2:{canary}", said.ToString());
        var line = Assert.Single(logs.Lines);
        Assert.Contains("no call is placed", line);
        Assert.DoesNotContain("ytx:2:", line);
        Assert.DoesNotContain("EVAL", line);
        Assert.DoesNotContain(Password, line);
        Proxy.Heal();
        await WorksAgainAsync(store);
        Assert.True(logs.Contain("Redis works again."));
        Assert.False(logs.Contain(Password));
    }

    private static RedisVoiceCodeStore Create(string connectionString) => StoreFactory.Create(options =>
    {
        options.Configuration = connectionString;
        options.Timeout = Timeout;
    });

    private static RedisVoiceCodeStore Create(IConnectionMultiplexer connection) =>
        StoreFactory.Create(connection, options => options.Timeout = Timeout);

    // As another part of an application might have made it: it waits long, and sends late what it could not send.
    private Task<ConnectionMultiplexer> PatientConnectionAsync() => ConnectionMultiplexer.ConnectAsync(
        Server.ConnectionString,
        options =>
        {
            options.BacklogPolicy = BacklogPolicy.Default;
            options.AsyncTimeout = options.SyncTimeout = 30_000;
        });

    // Connects and loads the scripts, which on a busy machine may take longer than a caller waits.
    private static Task WarmUpAsync(RedisVoiceCodeStore store) => Waiting.UntilAsync(Patience, async () =>
    {
        var caller = new Caller(store);
        return (await caller.BeginAsync()).Status is ChallengeStatus.Granted
            && (await caller.VerifyAsync()).Status is ChallengeStatus.Verified ? null : "It does not work yet.";
    });

    private static Task WorksAgainAsync(RedisVoiceCodeStore store) => Waiting.UntilAsync(Patience, async () =>
        await store.UnlockAsync(new("", "nobody"), VoiceCodePurposeKind.LogIn) ? null : "It does not work again.");
}
