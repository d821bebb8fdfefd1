using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// Tries the scripts once at start. A server that refuses them is a mistake of configuration and ends the start; one that
/// does not answer may come back, so it is only said.
/// </summary>
internal sealed partial class RedisStartupCheck(
    RedisVoiceCodeStore store, IOptions<RedisVoiceCodeStoreOptions> options, ILogger<RedisStartupCheck> logger)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var database = await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await store.TryScriptsAsync(database, cancellationToken).ConfigureAwait(false);
            await WarnOfEvictionAsync(database, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Kind
            is RedisErrorKind.NoPermission or RedisErrorKind.NotPermitted or RedisErrorKind.UnknownCommand
            or RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.UnknownError or RedisErrorKind.Unknown)
        {
            throw new InvalidOperationException(
                "Redis refuses the scripts of AddRedisVoiceCodeStore. It must be Redis 7 or newer, and its user must be "
                + "allowed EVAL and EVALSHA on all keys; Garnet must be started with --lua --lua-transaction-mode. "
                + RedisFailure.Describe(exception),
                exception);
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException)
        {
            // Whatever else it refuses may pass: it loads its data, fails over, is full.
            Log.IsAway(logger, RedisFailure.Describe(exception));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A full Redis that pushes keys out would push out the counters that stop an attacker.
    private async Task WarnOfEvictionAsync(IDatabase database, CancellationToken cancellationToken)
    {
        foreach (var server in database.Multiplexer.GetServers().Where(server => server.IsConnected && !server.IsReplica))
        {
            try
            {
                // From a script: the client lets INFO through only where it may administer.
                var reply = await server.ExecuteAsync("EVAL", "return redis.call('INFO', 'memory')", 0)
                    .WaitAsync(options.Value.Timeout, cancellationToken).ConfigureAwait(false);
                var memory = ((string)reply!).Split("\r\n").Select(line => line.Split(':')).ToLookup(pair => pair[0], pair => pair[^1]);
                var policy = memory["maxmemory_policy"].FirstOrDefault("noeviction");
                if (policy is not "noeviction" && memory["maxmemory"].FirstOrDefault("0") is not "0")
                {
                    Log.Evicts(logger, policy);
                }
            }
            catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException)
            {
                // The codes work without this answer, which not every user is allowed.
                Log.EvictionUnknown(logger, RedisFailure.Describe(exception));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(203, LogLevel.Error,
            "Redis cannot be used at start. Until it can, nobody is rung and no code accepted. {Reason}")]
        public static partial void IsAway(ILogger logger, string reason);

        [LoggerMessage(204, LogLevel.Warning,
            "Redis evicts keys when it is full (maxmemory-policy {Policy}), and with them the limits. Set noeviction.")]
        public static partial void Evicts(ILogger logger, string policy);

        [LoggerMessage(205, LogLevel.Information,
            "Redis does not say whether it evicts keys when it is full. Make sure that its maxmemory-policy is noeviction. {Reason}")]
        public static partial void EvictionUnknown(ILogger logger, string reason);
    }
}
