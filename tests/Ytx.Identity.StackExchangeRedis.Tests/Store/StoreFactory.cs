using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>Makes stores as the container would, all under one key.</summary>
internal static class StoreFactory
{
    public static readonly string StoreKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static RedisVoiceCodeStore Create(
        IConnectionMultiplexer connection, Action<RedisVoiceCodeStoreOptions>? configure = null,
        ILogger<RedisVoiceCodeStore>? logger = null, TimeProvider? timeProvider = null, string? storeKey = null) =>
        Create(options =>
        {
            options.ConnectionMultiplexerFactory = () => Task.FromResult(connection);
            configure?.Invoke(options);
        }, logger, timeProvider, storeKey);

    public static RedisVoiceCodeStore Create(
        Action<RedisVoiceCodeStoreOptions> configure, ILogger<RedisVoiceCodeStore>? logger = null,
        TimeProvider? timeProvider = null, string? storeKey = null)
    {
        var options = new RedisVoiceCodeStoreOptions();
        configure(options);
        return new RedisVoiceCodeStore(
            Options.Create(options), Options.Create(new VoiceCodeOptions { Store = { Key = storeKey ?? StoreKey } }),
            timeProvider ?? TimeProvider.System, logger ?? NullLogger<RedisVoiceCodeStore>.Instance);
    }
}
