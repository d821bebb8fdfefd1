using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>Everything that lies in a server or cluster, for a test that looks for what must not.</summary>
public static class DatabaseDump
{
    /// <summary>All keys of all primaries. A type that is not known here throws: it could hide something.</summary>
    public static async Task<IReadOnlyList<DumpedKey>> ReadAsync(IConnectionMultiplexer multiplexer)
    {
        var found = new List<DumpedKey>();
        foreach (var server in multiplexer.GetServers().Where(server => !server.IsReplica))
        {
            var databases = server.ServerType is ServerType.Cluster ? 1 : server.DatabaseCount;
            for (var i = 0; i < databases; i++)
            {
                var database = multiplexer.GetDatabase(i);
                await foreach (var key in server.KeysAsync(i, pageSize: 1000))
                {
                    // A key can end while this reads.
                    if (await ReadAsync(database, key) is { } values)
                    {
                        found.Add(new DumpedKey((byte[])key!, values));
                    }
                }
            }
        }

        return found;
    }

    private static async Task<byte[][]?> ReadAsync(IDatabase database, RedisKey key) =>
        await database.KeyTypeAsync(key) switch
        {
            RedisType.None => null,
            RedisType.String => Bytes([await database.StringGetAsync(key)]),
            RedisType.List => Bytes(await database.ListRangeAsync(key)),
            RedisType.Set => Bytes(await database.SetMembersAsync(key)),
            RedisType.Hash => Bytes((await database.HashGetAllAsync(key))
                .SelectMany<HashEntry, RedisValue>(entry => [entry.Name, entry.Value])),
            RedisType.SortedSet => Bytes((await database.SortedSetRangeByRankWithScoresAsync(key))
                .SelectMany<SortedSetEntry, RedisValue>(entry => [entry.Element, entry.Score])),
            var type => throw new NotSupportedException($"A key is a {type}, which cannot be read here."),
        };

    private static byte[][] Bytes(IEnumerable<RedisValue> values) => [.. values.Select(value => (byte[]?)value ?? [])];
}
