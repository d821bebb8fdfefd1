using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// Asks every ten minutes for the balance of each account whose <see cref="YtxVoiceOptions.BalanceFloor"/> is set. A balance that
/// the gateway has not told again three times in a row is no longer shown.
/// </summary>
internal sealed partial class YtxBalancePoller(
    YtxAccountClient client, IOptionsMonitor<YtxVoiceOptions> options, IEnumerable<YtxAccountName> accounts, YtxTelemetry telemetry,
    TimeProvider timeProvider, ILogger<YtxBalancePoller> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly OnceAMinute<string> _said = new(timeProvider);
    private readonly ConcurrentDictionary<string, YtxBalance> _last = new();

    /// <summary>The balances that may be shown.</summary>
    public IEnumerable<(string Account, decimal Yuan)> Known => _last
        .Where(static last => last.Value is { IsStale: false, Yuan: not null })
        .Select(static last => (last.Key, last.Value.Yuan!.Value));

    /// <summary>What is known of an account's balance; null if it was not asked for, or is not to be.</summary>
    public YtxBalance? Of(string account) => _last.GetValueOrDefault(account);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        telemetry.Watch(this);
        using var timer = new PeriodicTimer(Period, timeProvider);
        try
        {
            do
            {
                foreach (var account in accounts)
                {
                    await AskAsync(account.Name, stoppingToken).ConfigureAwait(false);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The outermost boundary: a balance that cannot be had must not end the host.")]
    private async Task AskAsync(string account, CancellationToken stoppingToken)
    {
        try
        {
            if (options.Get(account).BalanceFloor is null)
            {
                _last.TryRemove(account, out _);
                return;
            }

            var result = await client.GetBalanceAsync(account, stoppingToken).ConfigureAwait(false);
            if (result.IsFound)
            {
                _last[account] = new YtxBalance(result.Value, timeProvider.GetUtcNow());
            }
            else
            {
                Miss(account, YtxVoiceOptions.WithKeysOf(account, result.Failure ?? ""));
            }
        }
        catch (OptionsValidationException)
        {
            // An account that is not in use may have no settings.
            _last.TryRemove(account, out _);
        }
        catch (Exception exception)
        {
            // Whatever it is that a stop cuts short, it is no failure. The type only: the text may quote the request.
            if (!stoppingToken.IsCancellationRequested)
            {
                Miss(account, $"Asking for it ended with {exception.GetType().Name}.");
            }
        }
    }

    private void Miss(string account, string failure)
    {
        var last = Of(account) ?? new YtxBalance();
        _last[account] = last with { Missed = last.Missed + 1, Failure = failure };
        if (_said.TryTake(account))
        {
            Log.Failed(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(15, LogLevel.Warning, "The gateway did not tell the account's balance. {Explanation}")]
        public static partial void Failed(ILogger logger, string explanation);
    }
}
