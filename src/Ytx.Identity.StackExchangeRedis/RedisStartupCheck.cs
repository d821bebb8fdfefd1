using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// Tries the scripts once at start. A server that refuses them is a mistake of configuration and ends the start; one that
/// does not answer may come back, so it is only said.
/// </summary>
internal sealed partial class RedisStartupCheck(RedisVoiceCodeStore store, ILogger<RedisStartupCheck> logger)
    : IHostedService
{
    internal static readonly GuessLimit Guesses = new(new Allowance("check", new AllowanceRule(1, TimeSpan.FromSeconds(1))), 1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var database = await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await store.TryScriptsAsync(database, cancellationToken).ConfigureAwait(false);
            await WarnOfEvictionAsync(database).ConfigureAwait(false);
        }
        catch (RedisServerException exception)
        {
            throw new InvalidOperationException(
                "Redis refuses the scripts of AddRedisVoiceCodeStore. It must be Redis 7 or newer, and its user must be "
                + "allowed EVAL, EVALSHA and SCRIPT; Garnet must be started with --lua --lua-transaction-mode. "
                + $"It said: {exception.Message}",
                exception);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Log.IsAway(logger, exception.GetType());
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A full Redis that pushes keys out would push out the counters that stop an attacker.
    private async Task WarnOfEvictionAsync(IDatabase database)
    {
        foreach (var server in database.Multiplexer.GetServers().Where(server => server.IsConnected && !server.IsReplica))
        {
            var memory = (await server.InfoAsync("memory").ConfigureAwait(false))
                .SelectMany(section => section)
                .ToLookup(pair => pair.Key, pair => pair.Value);
            var policy = memory["maxmemory_policy"].FirstOrDefault("noeviction");
            if (policy is not "noeviction" && memory["maxmemory"].FirstOrDefault("0") is not "0")
            {
                Log.Evicts(logger, policy);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(203, LogLevel.Error,
            "Redis does not answer at start ({Exception}). Until it does, nobody is rung and no code accepted.")]
        public static partial void IsAway(ILogger logger, Type exception);

        [LoggerMessage(204, LogLevel.Warning,
            "Redis evicts keys when it is full (maxmemory-policy {Policy}), and with them the limits. Set noeviction.")]
        public static partial void Evicts(ILogger logger, string policy);
    }
}
