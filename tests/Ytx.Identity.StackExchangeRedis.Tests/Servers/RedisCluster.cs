namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>A cluster of servers on loopback: primaries that share the slots evenly, each with its replicas.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<RedisServer> _nodes = [];

    private RedisCluster()
    {
    }

    /// <summary>The nodes in the order of their start: first the primaries, then the replicas.</summary>
    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>All nodes, of which a client needs to reach one.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(node => node.ConnectionString));

    /// <summary>Starts a cluster and waits until every node agrees that it is whole.</summary>
    /// <param name="primaries">At least three: a majority of them decides on a failover.</param>
    /// <param name="replicas">How many each primary has.</param>
    /// <param name="nodeTimeout">After which a node is taken for dead; a second unless told.</param>
    public static async Task<RedisCluster> StartAsync(int primaries = 3, int replicas = 0, TimeSpan? nodeTimeout = null)
    {
        var options = new RedisServerOptions { ClusterNodeTimeout = nodeTimeout ?? TimeSpan.FromSeconds(1) };
        var cluster = new RedisCluster();
        try
        {
            for (var i = 0; i < primaries * (1 + replicas); i++)
            {
                cluster._nodes.Add(await RedisServer.StartAsync(options));
            }

            await cluster.FormAsync(primaries);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that serves a key's slot. Waits, after a failure, until one does and the others agree.</summary>
    public async Task<RedisServer> PrimaryOfAsync(string key)
    {
        RedisServer? primary = null;
        await Waiting.UntilAsync(Patience, async () =>
        {
            var slot = int.Parse(await Answering[0].AskAsync("CLUSTER", "KEYSLOT", key));
            var views = await Task.WhenAll(
                Answering.Select(async node => (Node: node, View: await ViewAsync(node))));
            primary = views.Where(each => each.View.Serves(slot)).OrderByDescending(each => each.View.Epoch)
                .Select(each => each.Node).FirstOrDefault();
            return primary is null ? $"Nobody serves slot {slot}." : await MissingAsync();
        });
        return primary!;
    }

    /// <summary>Kills the node that serves a key's slot, and returns it, so that it can be started again.</summary>
    public async Task<RedisServer> KillPrimaryOfAsync(string key)
    {
        var primary = await PrimaryOfAsync(key);
        await primary.StopAsync();
        return primary;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));

    private List<RedisServer> Answering => [.. _nodes.Where(node => node.Answers)];

    private async Task FormAsync(int primaries)
    {
        for (var i = 0; i < _nodes.Count; i++)
        {
            await _nodes[i].AskAsync("CLUSTER", "SET-CONFIG-EPOCH", $"{i + 1}");
            if (i < primaries)
            {
                var (first, last) = (Slots * i / primaries, (Slots * (i + 1) / primaries) - 1);
                await _nodes[i].AskAsync("CLUSTER", "ADDSLOTSRANGE", $"{first}", $"{last}");
            }

            // Each meets all before it. One meeting would do, and gossip the rest, but that takes seconds.
            for (var j = 0; j < i; j++)
            {
                await _nodes[i].AskAsync("CLUSTER", "MEET", "127.0.0.1", $"{_nodes[j].Port}", $"{_nodes[j].BusPort}");
            }
        }

        await Waiting.UntilAsync(Patience, async () =>
        {
            var views = await Task.WhenAll(_nodes.Select(ViewAsync));
            return views.All(view => view.Acquainted == _nodes.Count) ? null : "The nodes do not know each other.";
        });
        for (var i = primaries; i < _nodes.Count; i++)
        {
            var primary = await _nodes[i % primaries].AskAsync("CLUSTER", "MYID");
            await _nodes[i].AskAsync("CLUSTER", "REPLICATE", primary);
        }

        await Waiting.UntilAsync(Patience, async () =>
        {
            var views = await Task.WhenAll(_nodes.Select(ViewAsync));
            return views.All(view => view.Replicas == _nodes.Count - primaries)
                ? await MissingAsync()
                : "The nodes do not know all replicas.";
        });
    }

    private async Task<string?> MissingAsync()
    {
        foreach (var node in Answering)
        {
            var cluster = await node.AskAsync("CLUSTER", "INFO");
            if (!cluster.Contains("cluster_state:ok") || !cluster.Contains($"cluster_slots_ok:{Slots}"))
            {
                return $"{node.ConnectionString} says: {cluster}";
            }

            var replication = await node.AskAsync("INFO", "replication");
            if (replication.Contains("role:slave") && !replication.Contains("master_link_status:up"))
            {
                return $"{node.ConnectionString} has no link to its primary.";
            }
        }

        return null;
    }

    private static async Task<ClusterView> ViewAsync(RedisServer node) =>
        new(await node.AskAsync("CLUSTER", "NODES"));
}
