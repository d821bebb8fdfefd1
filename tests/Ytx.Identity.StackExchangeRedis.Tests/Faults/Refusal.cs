using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>A reason for which a server refuses to write, and how a test makes and ends it.</summary>
internal sealed class Refusal
{
    /// <summary>Who may do everything until a test takes it away.</summary>
    public const string User = "limited";

    public const string Password = "correct-horse-battery";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, Refusal> All = new()
    {
        ["full"] = new()
        {
            Begin = FillAsync,
            End = server => server.AskAsync("CONFIG", "SET", "maxmemory", "0"),
            Says = "It is full",
        },
        ["no SET"] = Without("SET"),
        ["no GET"] = Without("GET"),
        ["no TIME"] = Without("TIME"),
        ["no EVALSHA"] = Without("EVALSHA", "EVAL"),
        ["replica"] = new()
        {
            // Of a server that is not there, so that it keeps its data.
            Begin = server => server.AskAsync("REPLICAOF", "127.0.0.1", $"{FreePort.Next()}"),
            End = server => server.AskAsync("REPLICAOF", "NO", "ONE"),
            Says = "It is a replica",
        },
        ["unsaved"] = new()
        {
            Begin = async server =>
            {
                // What shall be written there cannot take the place of a folder.
                Directory.CreateDirectory(Dump(server));
                await server.AskAsync("CONFIG", "SET", "save", "3600 1000000");
                await SaveAsync(server, "err");
            },
            End = async server =>
            {
                Directory.Delete(Dump(server));
                await SaveAsync(server, "ok");
            },
            Says = "It cannot save its data to disk",
        },
        ["too few replicas"] = new()
        {
            Begin = server => server.AskAsync("CONFIG", "SET", "min-replicas-to-write", "1"),
            End = server => server.AskAsync("CONFIG", "SET", "min-replicas-to-write", "0"),
            Says = "It has fewer replicas than min-replicas-to-write",
        },
    };

    public required Func<RedisServer, Task> Begin { get; init; }

    public required Func<RedisServer, Task> End { get; init; }

    /// <summary>What the health check says of it.</summary>
    public required string Says { get; init; }

    /// <summary>The command that the user lacks, so that the start fails; null for what may pass by itself.</summary>
    public string? Lacking { get; private init; }

    public static IEnumerable<string> Names => All.Keys;

    public static Refusal Of(string name) => All[name];

    /// <summary>The connection string of the user whom it concerns.</summary>
    public static async Task<string> ConnectAsync(RedisServer server)
    {
        await server.AskAsync("ACL", "SETUSER", User, "on", $">{Password}", "+@all", "~*", "&*");
        return $"{server.ConnectionString},user={User},password={Password}";
    }

    private static Refusal Without(params string[] commands) => new()
    {
        Begin = server => server.AskAsync(["ACL", "SETUSER", User, .. commands.Select(command => $"-{command}")]),
        End = server => server.AskAsync(["ACL", "SETUSER", User, .. commands.Select(command => $"+{command}")]),
        Says = "Its user lacks a permission",
        Lacking = commands[^1],
    };

    private static async Task FillAsync(RedisServer server)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await server.AskAsync("CONFIG", "SET", "maxmemory", $"{await UsedAsync(server) + 2_000_000}");
        var (database, junk) = (connection.GetDatabase(), new byte[10_000]);
        var refusal = await Assert.ThrowsAsync<RedisServerException>(async () =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                await database.StringSetAsync($"junk-{i}", junk);
            }
        });
        Assert.Equal(RedisErrorKind.OutOfMemory, refusal.Kind);

        // A connection that closes makes a little room.
        await server.AskAsync("CONFIG", "SET", "maxmemory", $"{await UsedAsync(server) - 500_000}");
    }

    private static async Task<long> UsedAsync(RedisServer server)
    {
        var info = await server.AskAsync("INFO", "memory");
        return long.Parse(info.Split("used_memory:")[1].Split('\r')[0]);
    }

    private static string Dump(RedisServer server) => Path.Combine(server.Folder, "dump.rdb");

    private static async Task SaveAsync(RedisServer server, string status)
    {
        await server.AskAsync("BGSAVE");
        await Waiting.UntilAsync(Patience, async () =>
            await server.AskAsync("INFO", "persistence") is var info && info.Contains($"rdb_last_bgsave_status:{status}")
                && info.Contains("rdb_bgsave_in_progress:0")
                ? null
                : info);
    }
}
