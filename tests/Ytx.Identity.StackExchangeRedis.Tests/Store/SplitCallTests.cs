using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>A proxy that lets no script span slots: a call goes in phases, and one that is not granted leaves nothing.</summary>
public sealed class SplitCallTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    // Look and take, three subjects each, and open.
    private const int Scripts = 6;

    private readonly RecordedScripts _scripts = new() { RefusesSlots = true };
    private ConnectionMultiplexer? _connection;
    private RedisVoiceCodeStore? _store;

    public static TheoryData<int> EachScript => [.. Enumerable.Range(0, Scripts)];

    private RedisVoiceCodeStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _connection = await redis.ConnectAsync();
        _store = StoreFactory.Create(_scripts.Wrap(_connection), options => options.Timeout = TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _store!.DisposeAsync();
            await _connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task BeginAsync_ProxyRefusesSlots_IsFoundOutOnceAndRemembered()
    {
        await new Caller(Store).LogInAsync();
        Assert.Contains(_scripts.Asked, script => script.HasManyKeys);
        _scripts.Lose(int.MaxValue);

        var caller = new Caller(Store);
        await caller.LogInAsync();
        var request = new Caller(Store).Request();
        await Store.AbandonAsync(
            request, await Store.BeginAsync(request, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal(ChallengeStatus.Denied, (await caller.BeginAsync()).Status);

        Assert.DoesNotContain(_scripts.Asked, script => script.HasManyKeys);
    }

    [Fact]
    public async Task AbandonAsync_ProxyRefusesSlots_IsFoundOutByAnotherStoreToo()
    {
        var caller = new Caller(StoreFactory.Create(_connection!));
        var request = caller.Request();
        var grant = await caller.BeginAsync(request);

        await Store.AbandonAsync(request, grant, TestContext.Current.CancellationToken);

        Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
        await caller.LogInAsync();
    }

    [Theory]
    [MemberData(nameof(EachScript))]
    public async Task BeginAsync_OneReplyLost_AsksForNoPhaseMoreAndGivesBackAll(int lost)
    {
        // Every script is loaded, or the first is asked twice.
        await new Caller(Store).LogInAsync();
        await Store.UnlockAsync(new("", "nobody"), VoiceCodePurposeKind.LogIn, TestContext.Current.CancellationToken);
        _scripts.Lose(int.MaxValue);
        await new Caller(Store).BeginAsync();
        Assert.Equal(Scripts, _scripts.Asked.Count);
        var begin = _scripts.Asked[0].Name;
        var caller = new Caller(Store);

        _scripts.Lose(lost);
        Assert.Equal(ChallengeStatus.Unavailable, (await caller.BeginAsync()).Status);

        // All of the phase, and what it and those before it may have taken is given back: the user's first, then all.
        var asked = lost < 3 ? 3 : lost < 5 ? 5 : 6;
        await _scripts.AnsweredAsync(asked + (lost < 3 ? 1 : 3));
        Assert.Equal(asked, _scripts.Asked.Count(script => script.Name == begin));
        Assert.Equal(lost < 3 ? 1 : 3, _scripts.Asked.Count(script => script.Name != begin));
        Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
        await caller.LogInAsync();
    }

    [Fact]
    public async Task BeginAsync_StepByStep_IsGrantedAsOnOneServer()
    {
        var caller = new Caller(Store);
        var attempt = await caller.BeginAsync(caller.Request(ChallengeStep.Attempt));
        Assert.Equal(ChallengeStatus.Granted, attempt.Status);
        Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);

        Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync(caller.Request(ChallengeStep.Call))).Status);
        Assert.Equal(ChallengeStatus.Verified, (await caller.VerifyAsync()).Status);
    }

    [Theory]
    [InlineData("Multi-key operations must involve a single slot; keys can use 'hash tags' to help this, and will always be in the same slot", true)]
    [InlineData("CROSSSLOT Keys in request don't hash to the same slot", false)]
    [InlineData("ERR eval/evalsha command keys must be in same slot", false)]
    public void SpansSlots_WordsOfClientServerAndProxies_AreUnderstood(string words, bool isClient) => Assert.True(
        RedisConnection.SpansSlots(isClient ? new RedisCommandException(words) : Refusal(words)));

    [Fact]
    public void SpansSlots_AnythingElse_IsNone()
    {
        Assert.False(RedisConnection.SpansSlots(new RedisCommandException("This operation has been disabled in the command-map.")));
        Assert.False(RedisConnection.SpansSlots(Refusal("TRYAGAIN Multiple keys request during rehashing of slot")));
        Assert.False(RedisConnection.SpansSlots(new RedisConnectionException(ConnectionFailureType.None, CommandFlags.None, "same slot")));
        Assert.False(RedisConnection.SpansSlots(null));
    }

    private static RedisServerException Refusal(string words) => new(RedisErrorKind.UnknownError, CommandFlags.None, words);
}
