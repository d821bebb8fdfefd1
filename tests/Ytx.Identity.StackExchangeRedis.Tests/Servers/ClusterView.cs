namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>
/// What one node says of its cluster (CLUSTER NODES). A line is: id, address, flags, primary, ping, pong, epoch, link,
/// and the slots, as <c>5</c> or <c>0-5460</c>.
/// </summary>
internal sealed class ClusterView(string text)
{
    private readonly string[][] _nodes =
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];

    /// <summary>Nodes that it has spoken with, itself included.</summary>
    public int Acquainted => _nodes.Count(node => !node[2].Contains("handshake"));

    public int Replicas => _nodes.Count(node => node[2].Contains("slave"));

    /// <summary>How new its own claim is. A primary that comes back does not know yet that it was replaced.</summary>
    public long Epoch => long.Parse(Myself[6]);

    private string[] Myself => _nodes.Single(node => node[2].Contains("myself"));

    /// <summary>Whether it serves a slot itself.</summary>
    public bool Serves(int slot) => Myself[2].Contains("master") && Myself.Skip(8).Any(range => Contains(range, slot));

    private static bool Contains(string range, int slot)
    {
        // In brackets: a slot on the move.
        if (range.StartsWith('['))
        {
            return false;
        }

        var ends = range.Split('-');
        return slot >= int.Parse(ends[0]) && slot <= int.Parse(ends[^1]);
    }
}
