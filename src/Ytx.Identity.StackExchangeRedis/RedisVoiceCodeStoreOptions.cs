using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>Where the codes and limits of any number of hosts are kept together.</summary>
/// <remarks>
/// Name the Redis by one of <see cref="ConnectionMultiplexerFactory"/>, <see cref="ConfigurationOptions"/> and
/// <see cref="Configuration"/>, of which the first that is set wins; with none, what
/// <c>AddStackExchangeRedisCache</c> was given is used, or else the container's <see cref="IConnectionMultiplexer"/>.
/// </remarks>
public sealed class RedisVoiceCodeStoreOptions
{
    /// <summary>A connection string, such as <c>localhost:6379</c>. Default none.</summary>
    public string? Configuration { get; set; }

    /// <summary>A connection's settings. Default none.</summary>
    public ConfigurationOptions? ConfigurationOptions { get; set; }

    /// <summary>
    /// Makes the connection, which stays its maker's: it is never closed here. If it is found to be closed, another one is
    /// asked for. Default none.
    /// </summary>
    public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; }

    /// <summary>
    /// Goes before every key, so that several applications can share one Redis: at most 64 characters, without braces.
    /// Default that of <c>AddStackExchangeRedisCache</c>, else nothing.
    /// </summary>
    public string? InstanceName { get; set; }

    /// <summary>
    /// How long a caller waits for Redis, connecting included, before the store counts as unavailable: 50 ms to 10 s.
    /// Default 1 s.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    internal bool NamesRedis =>
        ConnectionMultiplexerFactory is not null || ConfigurationOptions is not null || !string.IsNullOrWhiteSpace(Configuration);
}
