namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>A primary and its replica, without anybody who would make the replica primary by himself.</summary>
public sealed class RedisPair : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private RedisPair(RedisServer primary, RedisServer replica) => (Primary, Replica) = (primary, replica);

    public RedisServer Primary { get; }

    public RedisServer Replica { get; }

    /// <summary>Both, for a client that finds the primary by itself.</summary>
    public string ConnectionString => $"{Primary.ConnectionString},{Replica.ConnectionString}";

    /// <summary>Starts both, and waits until the replica follows.</summary>
    /// <param name="keepsData">Whether the primary's data outlive its restart.</param>
    /// <param name="arguments">More of the primary's command line.</param>
    public static async Task<RedisPair> StartAsync(bool keepsData = false, params string[] arguments)
    {
        var primary = await RedisServer.StartAsync(new RedisServerOptions
        {
            KeepsData = keepsData,
            // A new replica need not wait five seconds for others to share its copy with.
            Arguments = ["--repl-diskless-sync-delay", "0", .. arguments],
        });
        var pair = new RedisPair(primary, await RedisServer.StartAsync());
        await pair.Replica.AskAsync("REPLICAOF", "127.0.0.1", $"{primary.Port}");
        await pair.FollowsAsync();
        return pair;
    }

    /// <summary>Waits until the replica has everything that the primary has acknowledged.</summary>
    public Task FollowsAsync() => FollowsAsync(Primary, Replica);

    /// <inheritdoc cref="FollowsAsync()"/>
    public static Task FollowsAsync(RedisServer primary, RedisServer replica) => Waiting.UntilAsync(Patience, async () =>
    {
        var (sent, got) = (await primary.AskAsync("INFO", "replication"), await replica.AskAsync("INFO", "replication"));
        return got.Contains("master_link_status:up") && sent.Contains("state=online")
            && Number(sent, "master_repl_offset") == Number(got, "slave_repl_offset")
            ? null
            : $"The replica does not follow: {got}";
    });

    /// <summary>Makes the replica a primary, which the old one does not learn.</summary>
    public Task PromoteAsync() => Replica.AskAsync("REPLICAOF", "NO", "ONE");

    public async ValueTask DisposeAsync()
    {
        await Replica.DisposeAsync();
        await Primary.DisposeAsync();
    }

    private static string Number(string info, string name) =>
        info.Split("\r\n").Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal))[(name.Length + 1)..];
}
