using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Asks every ten minutes for the balance of each account whose <see cref="YtxVoiceOptions.BalanceFloor"/> is set.</summary>
internal sealed partial class YtxBalance(
    YtxAccountClient client, IOptionsMonitor<YtxVoiceOptions> options, IEnumerable<YtxAccountName> accounts, VoiceTelemetry telemetry,
    TimeProvider timeProvider, ILogger<YtxBalance> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, decimal> _last = new();

    /// <summary>The balance of an account, in yuan, as it was asked for last; null if it never was, or is not to be.</summary>
    public decimal? Of(string account) => _last.TryGetValue(account, out var balance) ? balance : null;

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

    /// <summary>What is known, by account.</summary>
    public IEnumerable<KeyValuePair<string, decimal>> All => _last;

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

            _last[account] = await client.GetBalanceAsync(account, stoppingToken).ConfigureAwait(false);
        }
        catch (OptionsValidationException)
        {
            // An account that is not in use may have no settings.
        }
        catch (Exception exception)
        {
            // Whatever it is that a stop cuts short, it is no failure.
            if (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception.GetType());
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(15, LogLevel.Warning, "The gateway did not tell the account's balance ({Exception}). The last one that it told stays.")]
        public static partial void Failed(ILogger logger, Type exception);
    }
}
