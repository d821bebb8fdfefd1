using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace Ytx.Voice;

/// <summary>
/// What one account's calls share while its settings stay the same: how many may be under way, the breaker, and what the
/// last call showed. Changed settings begin anew, so that a mended token is tried at once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The limiter holds nothing but memory, and calls under way still use it.")]
internal sealed partial class GatewayAccount
{
    private static readonly TimeSpan SayAgain = TimeSpan.FromMinutes(1);

    private readonly GatewayBreaker _breaker;
    private readonly ConcurrencyLimiter _limiter;
    private readonly long[] _saidAt = new long[Enum.GetValues<VoiceCallFailure>().Length];
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public GatewayAccount(string name, YtxVoiceOptions options, TimeProvider timeProvider, ILogger logger)
    {
        Name = name;
        Options = options;
        _timeProvider = timeProvider;
        _logger = logger;
        _breaker = new GatewayBreaker(options, timeProvider);
        _limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.MaxConcurrentCalls,
            QueueLimit = options.QueueLimit,
        });
    }

    public string Name { get; }

    public YtxVoiceOptions Options { get; }

    public BreakerState State => _breaker.State;

    /// <summary>Why the last call failed; null after one that was accepted, or before the first.</summary>
    public VoiceCallOutcome? LastFailure { get; private set; }

    /// <summary>When the last call ended, in UTC ticks; 0 before the first.</summary>
    public long LastCallAt { get; private set; }

    /// <summary>Passes the breaker.</summary>
    /// <param name="isTrial">Whether this is the one call that tries the gateway.</param>
    /// <returns>The refusal while the gateway is left alone; else null.</returns>
    public VoiceCallOutcome? Enter(out bool isTrial) =>
        _breaker.TryEnter(out isTrial, out var retryAfter) ? null : LeftAlone(retryAfter);

    /// <summary>Waits for a turn, which ends when the lease is disposed.</summary>
    /// <param name="isTrial">Whether this is the one call that tries the gateway.</param>
    /// <param name="cancellationToken">When to give up.</param>
    /// <returns>
    /// The lease; or the refusal, if the queue is full, or the breaker opened meanwhile, so that nobody waits for what will
    /// not be tried.
    /// </returns>
    public async ValueTask<(RateLimitLease? Turn, VoiceCallOutcome? Refusal)> TurnAsync(bool isTrial, CancellationToken cancellationToken)
    {
        var lease = await _limiter.AcquireAsync(permitCount: 1, cancellationToken).ConfigureAwait(false);
        if (lease.IsAcquired && (isTrial || State is BreakerState.Closed))
        {
            return (lease, null);
        }

        lease.Dispose();
        return (null, State is BreakerState.Closed ? TooMany() : LeftAlone(Options.BreakerDuration));
    }

    /// <summary>The refusal of a call that found no turn.</summary>
    public VoiceCallOutcome TooMany() => Unavailable(
        $"{Options.MaxConcurrentCalls} calls are under way, and this one found no place in the queue or waited in vain. "
        + "Raise Ytx:MaxConcurrentCalls if the account may place more.",
        TimeSpan.FromSeconds(1));

    /// <summary>Notes how a call ended.</summary>
    public void Note(bool isTrial, VoiceCallOutcome outcome)
    {
        // What was refused here and not by the gateway shows nothing of it.
        if (outcome is { Failure: VoiceCallFailure.Unavailable } or { Failure: VoiceCallFailure.Destination, StatusCode: null })
        {
            _breaker.Leave(isTrial);
            return;
        }

        LastFailure = outcome.IsAccepted ? null : outcome;
        LastCallAt = _timeProvider.GetUtcNow().Ticks;
        switch (_breaker.Note(isTrial, outcome.Failure))
        {
            case BreakerState.Open:
                Log.Opened(_logger, Name, Options.BreakerDuration.TotalSeconds, outcome.Failure);
                break;
            case BreakerState.Closed:
                Log.Closed(_logger, Name);
                break;
        }
    }

    /// <summary>Notes that the caller gave up.</summary>
    public void Leave(bool isTrial) => _breaker.Leave(isTrial);

    /// <summary>Whether a failure should be said now: what every next call would meet too is said once a minute.</summary>
    public bool IsToBeSaid(VoiceCallFailure failure)
    {
        if (!GatewayBreaker.IsRefusing(failure) && failure is not VoiceCallFailure.Unavailable)
        {
            return true;
        }

        ref var saidAt = ref _saidAt[(int)failure];
        var (now, last) = (Math.Max(1, _timeProvider.GetTimestamp()), Volatile.Read(ref saidAt));
        return (last is 0 || _timeProvider.GetElapsedTime(last, now) >= SayAgain)
            && Interlocked.CompareExchange(ref saidAt, now, last) == last;
    }

    private VoiceCallOutcome LeftAlone(TimeSpan retryAfter) =>
        Unavailable($"No call was asked for: the gateway is left alone for a while. {LastFailure?.Message}", retryAfter);

    private static VoiceCallOutcome Unavailable(string message, TimeSpan retryAfter) =>
        VoiceCallOutcome.Refused(VoiceCallFailure.Unavailable, message, retryAfter: retryAfter);

    private static partial class Log
    {
        [LoggerMessage(6, LogLevel.Error,
            "The gateway of account '{Account}' is left alone for {Seconds} s, because calls kept ending with {Failure}.")]
        public static partial void Opened(ILogger logger, string account, double seconds, VoiceCallFailure? failure);

        [LoggerMessage(7, LogLevel.Information, "The gateway of account '{Account}' places calls again.")]
        public static partial void Closed(ILogger logger, string account);
    }
}
