namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>How a server is started.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Whether data outlives a restart. Every write is in the log before it is answered.</summary>
    public bool KeepsData { get; init; }

    /// <summary>Whether it is Garnet, also where there is Redis.</summary>
    public bool IsGarnet { get; init; }

    /// <summary>Makes it a node of a cluster that takes another node for dead after this time.</summary>
    public TimeSpan? ClusterNodeTimeout { get; init; }

    /// <summary>More of the server's own command line, such as <c>["--replicaof", "127.0.0.1", "7000"]</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
