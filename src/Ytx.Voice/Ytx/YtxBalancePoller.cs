using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// Asks every ten minutes for the balance of each account whose <see cref="YtxVoiceOptions.BalanceFloor"/> is set. A balance that
/// the gateway has not told again three times in a row is no longer shown.
/// </summary>
internal sealed partial class YtxBalancePoller : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly YtxAccountClient _client;
    private readonly IOptionsMonitor<YtxVoiceOptions> _options;
    private readonly IEnumerable<YtxAccountName> _accounts;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly OnceAMinute<string> _said;
    private readonly ConcurrentDictionary<string, YtxBalance> _last = new();

    [SuppressMessage("Reliability", "CA2000", Justification = "The factory disposes what it made.")]
    public YtxBalancePoller(
        YtxAccountClient client, IOptionsMonitor<YtxVoiceOptions> options, IEnumerable<YtxAccountName> accounts, IMeterFactory meters,
        TimeProvider timeProvider, ILogger<YtxBalancePoller> logger)
    {
        _client = client;
        _options = options;
        _accounts = accounts;
        _timeProvider = timeProvider;
        _logger = logger;
        _said = new OnceAMinute<string>(timeProvider);
        meters.Create(VoiceTelemetry.Name).CreateObservableGauge(
            "ytx.voice.balance", Measure, "{CNY}", "The balance of an account whose floor is set, as last told.");
    }

    /// <summary>What is known of an account's balance; null if it was not asked for, or is not to be.</summary>
    public YtxBalance? Of(string account) => _last.GetValueOrDefault(account);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _timeProvider);
        try
        {
            do
            {
                foreach (var account in _accounts)
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
            if (_options.Get(account).BalanceFloor is null)
            {
                _last.TryRemove(account, out _);
                return;
            }

            var result = await _client.GetBalanceAsync(account, stoppingToken).ConfigureAwait(false);
            if (result.IsFound)
            {
                _last[account] = new YtxBalance(result.Value, _timeProvider.GetUtcNow());
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
            Log.Failed(_logger, failure);
        }
    }

    private Measurement<double>[] Measure() => [.. _last
        .Where(static last => last.Value is { IsStale: false, Yuan: not null })
        .Select(static last => new Measurement<double>((double)last.Value.Yuan!, VoiceTelemetry.AccountTag(last.Key)))];

    private static partial class Log
    {
        [LoggerMessage(15, LogLevel.Warning, "The gateway did not tell the account's balance. {Explanation}")]
        public static partial void Failed(ILogger logger, string explanation);
    }
}
