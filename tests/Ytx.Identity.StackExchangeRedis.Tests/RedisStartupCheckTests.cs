using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Site;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Voice.Tests;

namespace Ytx.Identity.StackExchangeRedis.Tests;

// A start waits for its first connection only so long, and what it says depends on how far that came.
[Collection(HeavyLoad.Name)]
public sealed class RedisStartupCheckTests : IDisposable
{
    private const string Password = "correct-horse-battery";

    private readonly CapturedLogs _logs = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task StartAsync_Usable_SaysNothingAndLeavesNothingBehind()
    {
        await using var server = await RedisServer.StartAsync();

        await StartAsync(server.ConnectionString);

        Assert.DoesNotContain(_logs.Lines, line => line.Contains("]: Redis", StringComparison.Ordinal));
        await Waiting.UntilAsync(
            TimeSpan.FromSeconds(5), async () => await server.AskAsync("DBSIZE") is "0" ? null : "There are keys that stay.");
    }

    [Theory]
    [InlineData("EVAL")]
    [InlineData("EVALSHA")]
    public async Task StartAsync_CommandRenamed_FailsAndSaysWhatIsNeeded(string command)
    {
        await using var server = await RedisServer.StartAsync(
            new RedisServerOptions { Arguments = ["--rename-command", command, ""] });

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(server.ConnectionString));

        AssertSaysWhatIsNeeded(failure);
    }

    [Theory]
    [InlineData("~*", "-@scripting")]
    [InlineData("~other:*", "+@all")]
    public async Task StartAsync_UserMayNotRunScripts_FailsAndSaysWhatIsNeeded(string keys, string rule)
    {
        await using var server = await RedisServer.StartAsync();
        await server.AskAsync("ACL", "SETUSER", "limited", "on", $">{Password}", "+@all", rule, keys, "&*");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync($"{server.ConnectionString},user=limited,password={Password}"));

        AssertSaysWhatIsNeeded(failure);
    }

    [Theory]
    [InlineData("-publish", "&*")]
    [InlineData("-subscribe", "&*")]
    [InlineData("+@all", "resetchannels")]
    public async Task StartAsync_UserMayUseNoChannels_FailsOnlyWhereCallsReportBack(string rule, string channels)
    {
        await using var server = await RedisServer.StartAsync();
        await server.AskAsync("ACL", "SETUSER", "limited", "on", $">{Password}", "+@all", rule, "~*", channels);
        var connectionString = $"{server.ConnectionString},user=limited,password={Password}";

        await StartAsync(connectionString);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(
            options => options.Configuration = connectionString, identity: static builder => builder.AddYtxCallStatus()));

        Assert.Contains("PUBLISH, SUBSCRIBE and UNSUBSCRIBE", failure.Message);
        Assert.DoesNotContain(Password, failure.ToString());
    }

    [Fact]
    public async Task StartAsync_CallsReportBack_StartsAndLeavesNothingBehind()
    {
        await using var server = await RedisServer.StartAsync();

        await StartAsync(
            options => options.Configuration = server.ConnectionString, identity: static builder => builder.AddYtxCallStatus());

        Assert.DoesNotContain(_logs.Lines, line => line.Contains("]: Redis", StringComparison.Ordinal));
        await Waiting.UntilAsync(
            TimeSpan.FromSeconds(5), async () => await server.AskAsync("DBSIZE") is "0" ? null : "There are keys that stay.");
        Assert.Equal("0", await server.AskAsync("EVAL", "return #redis.call('PUBSUB', 'CHANNELS', '*ytx*')", "0"));
    }

    [Fact]
    public async Task StartAsync_UserMayRunScriptsOnly_StartsAndSaysThatEvictionIsUnknown()
    {
        await using var server = await RedisServer.StartAsync();
        await server.AskAsync("ACL", "SETUSER", "limited", "on", $">{Password}", "+@all", "-info", "~*", "&*");

        await StartAsync($"{server.ConnectionString},user=limited,password={Password}");

        Assert.True(_logs.Contain("does not say whether it evicts"));
        Assert.False(_logs.Contain(Password));
    }

    [Fact]
    public async Task StartAsync_Away_StartsAndSaysSo()
    {
        await StartAsync($"127.0.0.1:{FreePort.Next()},password={Password}", timeout: TimeSpan.FromSeconds(1));

        Assert.True(_logs.Contain("]: Redis is unavailable at start"));
        Assert.False(_logs.Contain(Password));
    }

    [Fact]
    public async Task StartAsync_Hangs_StartsWithinTheTimeout()
    {
        await using var server = await RedisServer.StartAsync();
        server.Pause();
        var start = TimeProvider.System.GetTimestamp();

        await StartAsync(server.ConnectionString, timeout: TimeSpan.FromSeconds(1));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.True(_logs.Contain("Redis is unavailable at start"));
    }

    [Fact]
    public async Task StartAsync_WrongPassword_SaysThatItIsThePasswordWithoutIt()
    {
        await using var server = await RedisServer.StartAsync();
        await server.AskAsync("CONFIG", "SET", "requirepass", Password);

        // Where the machine is so busy that the refusal comes too late, that is what a start says. Another one says the rest.
        await Waiting.UntilAsync(TimeSpan.FromMinutes(1), async () =>
        {
            await StartAsync($"{server.ConnectionString},password=wrong-{Password}");
            return _logs.Contain("AuthenticationFailure") ? null : string.Join("\n", _logs.Lines);
        });

        Assert.False(_logs.Contain(Password));
    }

    [Fact]
    public async Task StartAsync_ClusterIsNotWholeYet_StartsAndSaysSo()
    {
        await using var server = await RedisServer.StartAsync(
            new RedisServerOptions { ClusterNodeTimeout = TimeSpan.FromSeconds(1) });

        await StartAsync(server.ConnectionString);

        Assert.True(_logs.Contain("Redis is unavailable at start"));
    }

    [Theory]
    [InlineData("allkeys-lru", "100mb", true)]
    [InlineData("volatile-ttl", "100mb", true)]
    [InlineData("noeviction", "100mb", false)]
    [InlineData("allkeys-lru", "0", false)]
    public async Task StartAsync_EvictionPolicy_IsWarnedOfWhereItCanHappen(string policy, string memory, bool isWarnedOf)
    {
        await using var server = await RedisServer.StartAsync(
            new RedisServerOptions { Arguments = ["--maxmemory-policy", policy, "--maxmemory", memory] });

        await StartAsync(server.ConnectionString);

        Assert.Equal(isWarnedOf, _logs.Contain($"maxmemory-policy {policy}"));
    }

    [Theory]
    [InlineData("# Memory\r\nused_memory:1000000\r\n")]
    [InlineData("# Memory\r\nmaxmemory:0\r\n")]
    [InlineData("# Memory\r\nmaxmemory_policy:noeviction\r\n")]
    [InlineData("")]
    public async Task StartAsync_InfoHidesWhetherItEvicts_SaysSo(string info)
    {
        await using var server = await RedisServer.StartAsync();
        await using var shared = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);

        IConnectionMultiplexer wrapped = null!;
        wrapped = Interceptor.Around<IConnectionMultiplexer>(shared, (method, _, proceed) => method.Name switch
        {
            nameof(IConnectionMultiplexer.GetServers) => Array.ConvertAll((IServer[])proceed()!, each =>
                Interceptor.Around(each, (called, _, go) =>
                    called.Name is nameof(IServer.ExecuteAsync) ? Task.FromResult(RedisResult.Create((RedisValue)info)) : go())),
            nameof(IConnectionMultiplexer.GetDatabase) => Interceptor.Around((IDatabase)proceed()!, (called, _, go) =>
                called.Name is "get_Multiplexer" ? wrapped : go()),
            _ => proceed(),
        });

        await StartAsync(wrapped);

        Assert.Single(_logs.Lines, line => line.Contains("does not say whether it evicts"));
    }

    [Theory]
    [InlineData(0, 10, true)]
    [InlineData(1, 0, true)]
    [InlineData(1, 10, false)]
    public async Task StartAsync_Replicas_AreWarnedOfWhereThePrimaryWaitsForNone(int count, int lag, bool isWarnedOf)
    {
        await using var pair = await RedisPair.StartAsync(
            keepsData: false, "--min-replicas-to-write", $"{count}", "--min-replicas-max-lag", $"{lag}");

        await StartAsync(pair.ConnectionString);

        Assert.Equal(isWarnedOf, _logs.Contain("does not wait for them"));
    }

    [Fact]
    public async Task StartAsync_NoReplicas_IsNotWarnedOfThem()
    {
        await using var server = await RedisServer.StartAsync();

        await StartAsync(server.ConnectionString);

        Assert.False(_logs.Contain("does not wait for them"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("asyncTimeout=900", true)]
    [InlineData("configCheckSeconds=1", true)]
    [InlineData("asyncTimeout=900,syncTimeout=900,connectTimeout=1000,keepAlive=1,configCheckSeconds=1", false)]
    public async Task StartAsync_SharedConnection_IsWarnedOfWhereItIsSlow(string settings, bool isWarnedOf)
    {
        await using var server = await RedisServer.StartAsync();
        await using var shared = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},{settings}");

        await StartAsync(shared);

        Assert.Equal(isWarnedOf, _logs.Contain("The connection to Redis is shared"));
        Assert.Equal(isWarnedOf, _logs.Contain("asyncTimeout=900,syncTimeout=900,connectTimeout=1000"));
    }

    [Fact]
    public async Task StartAsync_ConnectionOfItsOwn_IsNotSlow()
    {
        await using var server = await RedisServer.StartAsync();

        await StartAsync(server.ConnectionString);

        Assert.False(_logs.Contain("The connection to Redis is shared"));
    }

    private static void AssertSaysWhatIsNeeded(InvalidOperationException failure)
    {
        Assert.Contains("EVAL, EVALSHA, GET, PEXPIRE, PTTL, SET and TIME", failure.Message);
        Assert.Contains("--lua --lua-transaction-mode", failure.Message);
        Assert.DoesNotContain("ytx:2:", failure.Message);
        Assert.DoesNotContain(Password, failure.ToString());
        Assert.DoesNotContain(StoreFactory.StoreKey, failure.ToString());
    }

    private Task StartAsync(string connectionString, TimeSpan? timeout = null) =>
        StartAsync(options => options.Configuration = connectionString, timeout);

    private Task StartAsync(IConnectionMultiplexer shared) =>
        StartAsync(options => options.ConnectionMultiplexerFactory = () => Task.FromResult(shared));

    private async Task StartAsync(
        Action<RedisVoiceCodeStoreOptions> configure, TimeSpan? timeout = null, Action<IdentityBuilder>? identity = null)
    {
        using var host = RedisHost.Build(
            builder =>
            {
                builder.AddRedisVoiceCodeStore(options =>
                {
                    configure(options);
                    options.Timeout = timeout ?? TimeSpan.FromSeconds(10);
                });
                identity?.Invoke(builder);
            },
            _logs);
        await host.StartAsync(Stop);
        await host.StopAsync(Stop);
    }
}
