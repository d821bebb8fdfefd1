using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Site;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Tests;

namespace Ytx.Identity.StackExchangeRedis.Tests;

// A start waits for its first connection only so long, and what it says depends on how far that came.
[Collection(HeavyLoad.Name)]
public sealed class RedisStartupCheckTests : IDisposable
{
    private const string Password = "correct-horse-battery";

    private readonly CollectedLogs _logs = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task StartAsync_Usable_SaysNothingAndLeavesNothingBehind()
    {
        await using var server = await RedisServer.StartAsync();

        await StartAsync(server.ConnectionString);

        Assert.DoesNotContain(_logs.Lines, line => line.StartsWith("Redis", StringComparison.Ordinal));
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

        Assert.True(_logs.Contain("Redis cannot be used at start"));
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
        Assert.True(_logs.Contain("Redis cannot be used at start"));
    }

    [Fact]
    public async Task StartAsync_WrongPassword_SaysThatItIsThePasswordWithoutIt()
    {
        await using var server = await RedisServer.StartAsync();
        await server.AskAsync("CONFIG", "SET", "requirepass", Password);

        await StartAsync($"{server.ConnectionString},password=wrong-{Password}");

        Assert.True(_logs.Contain("AuthenticationFailure"), string.Join("\n", _logs.Lines));
        Assert.False(_logs.Contain(Password));
    }

    [Fact]
    public async Task StartAsync_ClusterIsNotWholeYet_StartsAndSaysSo()
    {
        await using var server = await RedisServer.StartAsync(
            new RedisServerOptions { ClusterNodeTimeout = TimeSpan.FromSeconds(1) });

        await StartAsync(server.ConnectionString);

        Assert.True(_logs.Contain("Redis cannot be used at start"));
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

    private static void AssertSaysWhatIsNeeded(InvalidOperationException failure)
    {
        Assert.Contains("EVAL, EVALSHA, GET, SET, DEL and TIME", failure.Message);
        Assert.Contains("--lua --lua-transaction-mode", failure.Message);
        Assert.DoesNotContain("ytx:2:", failure.Message);
        Assert.DoesNotContain(Password, failure.ToString());
        Assert.DoesNotContain(StoreFactory.StoreKey, failure.ToString());
    }

    private async Task StartAsync(string connectionString, TimeSpan? timeout = null)
    {
        using var host = RedisHost.Build(
            identity => identity.AddRedisVoiceCodeStore(options =>
            {
                options.Configuration = connectionString;
                options.Timeout = timeout ?? TimeSpan.FromSeconds(10);
            }),
            _logs);
        await host.StartAsync(Stop);
        await host.StopAsync(Stop);
    }
}
