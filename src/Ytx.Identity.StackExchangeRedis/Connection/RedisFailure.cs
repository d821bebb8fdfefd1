using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What a log may say of a failure: the messages of client and server can name a command's keys and arguments.</summary>
internal static class RedisFailure
{
    public static string Describe(Exception exception) => exception switch
    {
        RedisServerException refusal => $"It refuses: {refusal.Kind}.",
        RedisConnectionException { InnerException: RedisConnectionException inner } => Describe(inner),
        RedisConnectionException connection =>
            $"The connection failed: {connection.FailureType} {connection.InnerException?.GetType().Name}.",
        InvalidOperationException other => other.Message,
        TimeoutException => "It did not answer in time.",
        _ => $"{exception.GetType().Name}.",
    };
}
