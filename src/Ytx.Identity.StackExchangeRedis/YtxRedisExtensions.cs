using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity;
using Ytx.Identity.StackExchangeRedis;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the store of codes and limits that any number of hosts share.</summary>
/// <remarks>It takes the place of every <see cref="IVoiceCodeStore"/> that was registered before; one that is registered later wins.</remarks>
public static class YtxRedisExtensions
{
    /// <summary>
    /// Keeps codes and limits in the Redis that <c>AddStackExchangeRedisCache</c> was given, or in the container's
    /// <see cref="IConnectionMultiplexer"/>. Needs Redis 7 or newer, and <c>Ytx:Store:Key</c>; both are checked at
    /// start.
    /// </summary>
    /// <param name="builder">Identity's builder.</param>
    /// <returns>The builder.</returns>
    public static IdentityBuilder AddRedisVoiceCodeStore(this IdentityBuilder builder) =>
        builder.AddRedisVoiceCodeStore(static _ => { });

    /// <summary>Keeps codes and limits in a Redis of their own.</summary>
    /// <param name="builder">Identity's builder.</param>
    /// <param name="configuration">A connection string, such as <c>localhost:6379</c>. It is checked at start.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="configuration"/> is empty.</exception>
    public static IdentityBuilder AddRedisVoiceCodeStore(this IdentityBuilder builder, string configuration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        return builder.AddRedisVoiceCodeStore(options => options.Configuration = configuration);
    }

    /// <summary>Keeps codes and limits behind a connection that exists. It is not closed here.</summary>
    /// <param name="builder">Identity's builder.</param>
    /// <param name="connection">The connection.</param>
    /// <returns>The builder.</returns>
    public static IdentityBuilder AddRedisVoiceCodeStore(this IdentityBuilder builder, IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.AddRedisVoiceCodeStore(options =>
            options.ConnectionMultiplexerFactory = () => Task.FromResult(connection));
    }

    /// <summary>Keeps codes and limits in Redis.</summary>
    /// <param name="builder">Identity's builder.</param>
    /// <param name="configure">Which Redis, and how long to wait for it.</param>
    /// <returns>The builder.</returns>
    public static IdentityBuilder AddRedisVoiceCodeStore(
        this IdentityBuilder builder, Action<RedisVoiceCodeStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<RedisVoiceCodeStoreOptions>()
            .Configure(configure)
            .PostConfigure<IServiceProvider>(UseWhatIsThere);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<
            IValidateOptions<RedisVoiceCodeStoreOptions>, RedisVoiceCodeStoreOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<
            IValidateOptions<VoiceCodeOptions>, RedisVoiceCodeStoreOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisVoiceCodeStore>();
        services.RemoveAll<IVoiceCodeStore>();
        services.AddSingleton<IVoiceCodeStore>(provider => provider.GetRequiredService<RedisVoiceCodeStore>());
        services.RemoveAll<IVoiceCallStore>();
        services.AddSingleton<IVoiceCallStore, RedisVoiceCallStore>();
        services.AddHostedService<RedisStartupCheck>();
        services.TryAddEnumerable(
            ServiceDescriptor.KeyedSingleton<IStartupValidator, RedisStartupCheck>(YtxVoiceOptions.SectionName));
        return builder;
    }

    private static void UseWhatIsThere(RedisVoiceCodeStoreOptions options, IServiceProvider services)
    {
        var cache = services.GetRequiredService<IOptions<RedisCacheOptions>>().Value;
        options.InstanceName ??= cache.InstanceName;
        if (options.NamesRedis)
        {
            return;
        }

        options.ConnectionMultiplexerFactory = cache.ConnectionMultiplexerFactory;
        options.ConfigurationOptions = cache.ConfigurationOptions;
        options.Configuration = cache.Configuration;
        if (!options.NamesRedis && services.GetService<IConnectionMultiplexer>() is { } connection)
        {
            options.ConnectionMultiplexerFactory = () => Task.FromResult(connection);
        }
    }
}
