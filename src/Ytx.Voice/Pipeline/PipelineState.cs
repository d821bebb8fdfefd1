using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace Ytx.Voice;

/// <summary>
/// What one account's calls share while its settings stay the same: how many may be in progress, the breaker, and what the
/// last call showed. Changed settings begin anew, so that a corrected token is tried at once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The limiter holds nothing but memory, and calls in progress still use it.")]
internal sealed partial class PipelineState
{
    private readonly CircuitBreaker _breaker;
    private readonly ConcurrencyLimiter _limiter;
    private readonly OnceAMinute<VoiceCallFailure> _said;
    private readonly string _account;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public PipelineState(string account, VoicePipelineOptions options, TimeProvider timeProvider, ILogger logger)
    {
        Options = options;
        _account = account;
        _timeProvider = timeProvider;
        _logger = logger;
        _said = new OnceAMinute<VoiceCallFailure>(timeProvider);
        _breaker = new CircuitBreaker(options, timeProvider);
        _limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.MaxConcurrentCalls,
            QueueLimit = options.QueueLimit,
        });
    }

    public VoicePipelineOptions Options { get; }

    public BreakerState Breaker => _breaker.State;

    /// <summary>Why the last call failed; null after one that was accepted, or before the first.</summary>
    public VoiceCallOutcome? LastFailure { get; private set; }

    /// <summary>The last failure, with a space before it; empty if a call that began earlier was accepted since.</summary>
    public string LastFailureSentence => LastFailure is { } failure ? $" The last failure was: {failure.Message}" : "";

    /// <summary>When the last call ended, in UTC ticks; 0 before the first.</summary>
    public long LastCallAt { get; private set; }

    /// <summary>Asks the breaker.</summary>
    /// <param name="isProbe">Whether this is the one call that tries the vendor.</param>
    /// <returns>The refusal while the breaker is open; else null.</returns>
    public VoiceCallOutcome? TryAcquire(out bool isProbe) =>
        _breaker.TryAcquire(out isProbe, out var retryAfter) ? null : BreakerIsOpen(retryAfter);

    /// <summary>Waits for a turn, which ends when the lease is disposed.</summary>
    /// <param name="isProbe">Whether this is the one call that tries the vendor.</param>
    /// <param name="cancellationToken">When to give up.</param>
    /// <returns>
    /// The lease; or the refusal, if the queue is full, or the breaker opened meanwhile, so that nobody waits for what will
    /// not be tried.
    /// </returns>
    public async ValueTask<(RateLimitLease? Turn, VoiceCallOutcome? Refusal)> TurnAsync(bool isProbe, CancellationToken cancellationToken)
    {
        var lease = await _limiter.AcquireAsync(permitCount: 1, cancellationToken).ConfigureAwait(false);
        if (lease.IsAcquired && (isProbe || Breaker is BreakerState.Closed))
        {
            return (lease, null);
        }

        lease.Dispose();
        return (null, Breaker is BreakerState.Closed ? TooMany() : BreakerIsOpen(Options.BreakerDuration));
    }

    /// <summary>The refusal of a call that found no turn.</summary>
    public VoiceCallOutcome TooMany() => Unavailable(
        YtxVoiceOptions.WithKeysOf(
            _account,
            $"{Options.MaxConcurrentCalls} calls are in progress. The queue was full, or this call timed out in the queue. "
            + "Raise Ytx:Pipeline:MaxConcurrentCalls if the account may place more."),
        TimeSpan.FromSeconds(1));

    /// <summary>Reports how a call ended.</summary>
    public void Report(bool isProbe, VoiceCallOutcome outcome)
    {
        // What was refused here and not by the vendor shows nothing of it.
        if (outcome is { Failure: VoiceCallFailure.Unavailable } or { Failure: VoiceCallFailure.Destination, StatusCode: null })
        {
            _breaker.Release(isProbe);
            return;
        }

        LastFailure = outcome.IsAccepted ? null : outcome;
        LastCallAt = _timeProvider.GetUtcNow().Ticks;
        switch (_breaker.Report(isProbe, outcome.Failure))
        {
            case BreakerState.Open:
                Log.Opened(_logger, VoiceTelemetry.DisplayName(_account), Options.BreakerDuration.TotalSeconds, outcome.Failure);
                break;
            case BreakerState.Closed:
                Log.Closed(_logger, VoiceTelemetry.DisplayName(_account));
                break;
        }
    }

    /// <summary>Gives the permission back: the caller gave up.</summary>
    public void Release(bool isProbe) => _breaker.Release(isProbe);

    /// <summary>Whether to log a failure now: what every next call would meet too is logged once a minute.</summary>
    public bool IsWorthLogging(VoiceCallFailure failure) =>
        (!CircuitBreaker.IsRefusing(failure) && failure is not VoiceCallFailure.Unavailable) || _said.TryTake(failure);

    private VoiceCallOutcome BreakerIsOpen(TimeSpan retryAfter) =>
        Unavailable($"No request was sent: the circuit breaker is open.{LastFailureSentence}", retryAfter);

    private static VoiceCallOutcome Unavailable(string message, TimeSpan retryAfter) =>
        VoiceCallOutcome.Refused(VoiceCallFailure.Unavailable, message, retryAfter: retryAfter);

    private static partial class Log
    {
        [LoggerMessage(6, LogLevel.Error,
            "The circuit breaker of account '{Account}' opens for {Seconds} s, because calls kept ending with {Failure}.")]
        public static partial void Opened(ILogger logger, string account, double seconds, VoiceCallFailure? failure);

        [LoggerMessage(7, LogLevel.Information, "The circuit breaker of account '{Account}' closes: calls go out again.")]
        public static partial void Closed(ILogger logger, string account);
    }
}
