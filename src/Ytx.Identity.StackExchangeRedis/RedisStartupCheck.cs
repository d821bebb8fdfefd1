using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// Tries the store once at start, as the health check does. A server that refuses the scripts is a mistake of configuration
/// and ends the start; one that does not answer, or is full, may come back, so it is only said. Then says what is risky.
/// </summary>
internal sealed partial class RedisStartupCheck(
    IServiceProvider services, IOptions<RedisVoiceCodeStoreOptions> options, TimeProvider timeProvider,
    ILogger<RedisStartupCheck> logger) : IHostedService, IStartupValidator
{
    private static readonly (string Command, string Script)[] Needed =
    [
        ("GET", "return redis.call('GET', KEYS[1])"),
        ("PEXPIRE", "return redis.call('PEXPIRE', KEYS[1], '1', 'GT')"),
        ("PTTL", "return redis.call('PTTL', KEYS[1])"),
        ("SET", "return redis.call('SET', KEYS[1], '', 'PX', '1')"),
    ];

    // What a server refuses for another reason may pass: it loads its data, fails over, is full.
    private static readonly RedisErrorKind[] Mistakes =
    [
        RedisErrorKind.NoPermission, RedisErrorKind.NotPermitted, RedisErrorKind.UnknownCommand, RedisErrorKind.NoAuth,
        RedisErrorKind.WrongPass, RedisErrorKind.UnknownError, RedisErrorKind.Unknown,
    ];

    /// <summary>Reading the settings validates them.</summary>
    public void Validate() => _ = options.Value;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Not by constructor: the store reads all settings in its own, before anybody was asked what is wrong with them.
        var store = services.GetRequiredService<RedisVoiceCodeStore>();
        try
        {
            var database = await Within(store.ConnectAsync(), cancellationToken).ConfigureAwait(false);
            if (await store.TryAsync().ConfigureAwait(false) is { } failure)
            {
                await RefuseAsync(database, failure, cancellationToken).ConfigureAwait(false);
                Log.IsAway(logger, RedisFailure.Describe(failure));
            }

            // Only where calls report back; a store of the application's own may be in its place.
            if (services.GetService<IVoiceCallReports>() is not null && services.GetService<IVoiceCallStore>() is RedisVoiceCallStore calls
                && await Within(calls.TryAsync(), cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                Refuse(refusal);
                Log.IsAway(logger, RedisFailure.Describe(refusal));
            }

            // The application made this connection, so only the application can change its settings.
            if (options.Value.ConnectionMultiplexerFactory is not null)
            {
                SayWhatToSet(database.Multiplexer);
            }

            foreach (var server in database.Multiplexer.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }))
            {
                await SayWhatIsRiskyAsync(server, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException)
        {
            Log.IsAway(logger, RedisFailure.Describe(exception));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RefuseAsync(IDatabase database, Exception failure, CancellationToken cancellationToken)
    {
        if (IsMistake(failure))
        {
            var lacking = await LackingAsync(database, cancellationToken).ConfigureAwait(false);
            throw new InvalidOperationException(
                "Redis refuses the scripts of AddRedisVoiceCodeStore. It must be Redis 7 or newer, and its user must be "
                + "allowed EVAL, EVALSHA, GET, PEXPIRE, PTTL, SET and TIME on all keys that begin with InstanceName and ytx:; "
                + "Garnet must be started with --lua --lua-transaction-mode. "
                + (lacking.Count > 0 ? $"It refuses {string.Join(", ", lacking)}." : RedisFailure.Describe(failure)),
                failure);
        }
    }

    private static void Refuse(Exception failure)
    {
        if (IsMistake(failure))
        {
            throw new InvalidOperationException(
                "Redis refuses what AddYtxCallStatus needs. Its user must be allowed EVAL, EVALSHA, GET, SET, PUBLISH, SUBSCRIBE and "
                + "UNSUBSCRIBE (on a cluster SPUBLISH, SSUBSCRIBE and SUNSUBSCRIBE), and the channels that begin with InstanceName and "
                + $"ytx:. {RedisFailure.Describe(failure)}",
                failure);
        }
    }

    private static bool IsMistake(Exception failure) => failure is RedisServerException refusal && Mistakes.Contains(refusal.Kind);

    private async Task<List<string>> LackingAsync(IDatabase database, CancellationToken cancellationToken)
    {
        RedisKey key = (options.Value.InstanceName ?? "") + WireFormat.KeyPrefix + "{trial}";
        List<(string Command, string[] Words)> probes =
        [
            ("EVAL", ["EVAL", "return 1", "0"]),
            ("EVALSHA", ["EVALSHA", new string('0', 40), "0"]),
            ("TIME", ["EVAL", "return redis.call('TIME')", "0"]),
            .. Needed.Select(needed => (needed.Command, (string[])["EVAL", needed.Script, "1", key!])),
        ];
        List<string> lacking = [];
        foreach (var (command, words) in probes)
        {
            try
            {
                await Within(database.ExecuteAsync(words[0], [.. words[1..].Cast<object>()]), cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException exception)
            {
                if (exception.Kind is not RedisErrorKind.NoScript)
                {
                    lacking.Add(exception.Message.Contains("keys", StringComparison.Ordinal) ? $"{command} on these keys" : command);
                }

                if (lacking is ["EVAL"])
                {
                    break;
                }
            }
        }

        return lacking;
    }

    private void SayWhatToSet(IConnectionMultiplexer multiplexer)
    {
        if (FailFastSettings.Lacking(ConfigurationOptions.Parse(multiplexer.Configuration, ignoreUnknown: true)) is { } lacking)
        {
            Log.IsSlow(logger, lacking);
        }
    }

    // A full Redis that pushes keys out would push out the counters that stop an attacker; and what a primary alone has
    // noted is lost when it dies.
    private async Task SayWhatIsRiskyAsync(IServer server, CancellationToken cancellationToken)
    {
        try
        {
            // From a script: the client lets INFO through only where it may administer.
            var reply = await Within(
                server.ExecuteAsync("EVAL", "return redis.call('INFO', 'memory') .. redis.call('INFO', 'replication')", 0),
                cancellationToken).ConfigureAwait(false);
            var info = ((string)reply!).Split("\r\n").Select(line => line.Split(':')).ToLookup(pair => pair[0], pair => pair[^1]);
            var (policy, limit) = (info["maxmemory_policy"].FirstOrDefault(), info["maxmemory"].FirstOrDefault());
            if (policy is null || limit is null)
            {
                Log.EvictionUnknown(logger, "Its INFO has no maxmemory-policy.");
            }
            else if (policy is not "noeviction" && limit is not "0")
            {
                Log.Evicts(logger, policy);
            }

            if (info["connected_slaves"].FirstOrDefault("0") is not "0" && !info["min_slaves_good_slaves"].Any())
            {
                Log.WaitsForNoReplica(logger);
            }
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException)
        {
            // The codes work without this answer, which not every user is allowed.
            Log.EvictionUnknown(logger, RedisFailure.Describe(exception));
        }
    }

    private Task<T> Within<T>(Task<T> task, CancellationToken cancellationToken) =>
        task.WaitAsync(options.Value.Timeout, timeProvider, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(203, LogLevel.Error,
            "Redis is unavailable at start. Until it works, no call is placed and no code is accepted. {Reason}")]
        public static partial void IsAway(ILogger logger, string reason);

        [LoggerMessage(204, LogLevel.Warning,
            "Redis evicts keys when it is full (maxmemory-policy {Policy}), and with them the limits. Set noeviction.")]
        public static partial void Evicts(ILogger logger, string policy);

        [LoggerMessage(205, LogLevel.Warning,
            "Redis does not say whether it evicts keys when it is full. Make sure that its maxmemory-policy is noeviction. {Reason}")]
        public static partial void EvictionUnknown(ILogger logger, string reason);

        [LoggerMessage(202, LogLevel.Warning,
            "Redis has replicas but does not wait for them. A failover can lose used codes and wrong tries, so a code could be "
            + "used twice. Set min-replicas-to-write 1 and min-replicas-max-lag; see docs/scale.md.")]
        public static partial void WaitsForNoReplica(ILogger logger);

        [LoggerMessage(206, LogLevel.Warning,
            "The connection to Redis is shared, and notices a server that hangs or is no longer the primary only after many "
            + "seconds. Set in its connection string: {Settings}.")]
        public static partial void IsSlow(ILogger logger, string settings);
    }
}
