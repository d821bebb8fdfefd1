using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What a log may say of a failure: the messages of client and server can name a command's keys and arguments.</summary>
internal static class RedisFailure
{
    public static string Describe(Exception exception) => exception switch
    {
        RedisServerException { Kind: RedisErrorKind.OutOfMemory } => "It is full: maxmemory is reached.",
        RedisServerException { Kind: RedisErrorKind.ReadOnly } => "It is a replica, which cannot write.",
        RedisServerException { Kind: RedisErrorKind.NoReplicas } => "It has fewer replicas than min-replicas-to-write.",
        RedisServerException { Kind: RedisErrorKind.Misconfigured } => "It cannot save its data to disk, so it refuses writes.",
        RedisServerException { Kind: RedisErrorKind.ClusterDown } => "A part of the cluster is down.",
        RedisServerException refusal when IsPermission(refusal) => "Its user lacks a permission that the scripts need.",
        RedisServerException refusal => $"It refused a command ({refusal.Kind}).",
        RedisConnectionException { InnerException: RedisConnectionException inner } => Describe(inner),
        RedisConnectionException connection =>
            $"The connection failed: {connection.FailureType} {connection.InnerException?.GetType().Name}.",
        InvalidOperationException other => other.Message,
        TimeoutException => "It did not answer in time.",
        _ => $"{exception.GetType().Name}.",
    };

    // What a script's user may not do has no kind of its own.
    private static bool IsPermission(RedisServerException refusal) => refusal.Kind is RedisErrorKind.NoPermission
        || refusal.Message.Contains("can't run this command", StringComparison.Ordinal);
}
