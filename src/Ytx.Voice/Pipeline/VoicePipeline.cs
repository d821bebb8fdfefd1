using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// What every call of an account passes, for any vendor: circuit breaker, concurrency limit and time limit before the
/// sender; metrics, health and log behind it. Nothing is asked twice.
/// </summary>
internal sealed partial class VoicePipeline : IVoiceCodeSender
{
    // For a sender whose time is over to say whether anything has left.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Func<VoicePipelineOptions> _options;
    private readonly VoiceTelemetry _telemetry;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private PipelineState? _state;

    /// <summary>Puts a sender behind a pipeline.</summary>
    /// <param name="account">The account's name; empty for the application's own.</param>
    /// <param name="sender">Who places the calls.</param>
    /// <param name="options">The settings of now; throws if they are invalid.</param>
    /// <param name="telemetry">What counts the calls.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Where failures are said.</param>
    public VoicePipeline(
        string account, IVoiceCodeSender sender, Func<VoicePipelineOptions> options, VoiceTelemetry telemetry,
        TimeProvider timeProvider, ILogger<VoicePipeline> logger)
    {
        Account = account;
        Sender = sender;
        _options = options;
        _telemetry = telemetry;
        _timeProvider = timeProvider;
        _logger = logger;
        telemetry.Watch(this);
    }

    /// <summary>The account's name; empty for the application's own.</summary>
    public string Account { get; }

    public IVoiceCodeSender Sender { get; }

    /// <summary>The state of the breaker, as the last call left it.</summary>
    public BreakerState Breaker => Volatile.Read(ref _state)?.Breaker ?? BreakerState.Closed;

    /// <summary>The state under the settings of now.</summary>
    /// <exception cref="OptionsValidationException">They are invalid.</exception>
    public PipelineState State
    {
        get
        {
            var options = _options();
            var state = Volatile.Read(ref _state);
            if (state is null || state.Options != options)
            {
                // Two calls at once may each make one; the last stays.
                state = new PipelineState(Account, options, _timeProvider, _logger);
                Volatile.Write(ref _state, state);
            }

            return state;
        }
    }

    public bool CanRing(string region) => Sender.CanRing(region);

    public async Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var measured = _telemetry.Begin(Account);
        PipelineState state;
        try
        {
            state = State;
        }
        catch (OptionsValidationException exception)
        {
            // Settings that were changed while running and are invalid: nothing was sent. The message names keys, no values.
            _telemetry.Misconfigured(measured);
            Log.SettingsFailed(_logger, exception.Message);
            return VoiceCallOutcome.Refused(VoiceCallFailure.Configuration, exception.Message);
        }

        var isProbe = false;
        try
        {
            var outcome = state.TryAcquire(out isProbe) ?? await PlaceAsync(call, state, isProbe, cancellationToken).ConfigureAwait(false);
            state.Report(isProbe, outcome);
            _telemetry.Ended(measured, outcome);
            Write(outcome, state);
            return outcome;
        }
        catch (OperationCanceledException)
        {
            state.Release(isProbe);
            _telemetry.Cancelled(measured);
            throw;
        }
    }

    // One time limit over all: the wait for a turn, and all that the sender does.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    [SuppressMessage("Design", "CA1031", Justification = "The boundary to a sender that anybody may have written.")]
    private async ValueTask<VoiceCallOutcome> PlaceAsync(
        VoiceCodeCall call, PipelineState state, bool isProbe, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(state.Options.Timeout, _timeProvider);
        using var either = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken) : null;
        var end = either?.Token ?? time.Token;
        RateLimitLease? turn;
        try
        {
            (turn, var refusal) = await state.TurnAsync(isProbe, end).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return state.TooMany();
        }

        Task<VoiceCallOutcome>? sending = null;
        try
        {
            var outcome = Sender is YtxVoiceCodeSender ours
                ? await ours.PlaceAsync(call, end).ConfigureAwait(false)
                : await AnswerAsync(sending = Sender.SendAsync(call, end), end, cancellationToken).ConfigureAwait(false);
            if (!outcome.IsAccepted)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            return outcome;
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException && end.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return VoiceCallOutcome.Unknown(
                VoiceCallFailure.NoResponse, "The vendor did not answer completely in time; the phone may ring.");
        }
        catch (Exception exception)
        {
            // Not what a sender may throw, so it does not say whether the phone rings. The type only: the text may name it.
            Log.SenderFailed(_logger, exception.GetType());
            return VoiceCallOutcome.Unknown(VoiceCallFailure.Gateway, $"The sender threw {exception.GetType().Name}; the phone may ring.");
        }
        finally
        {
            End(turn!, sending);
        }
    }

    // The token asks a sender to end; nobody waits for one that does not.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<VoiceCallOutcome> AnswerAsync(
        Task<VoiceCallOutcome> sending, CancellationToken end, CancellationToken cancellationToken)
    {
        try
        {
            return await sending.WaitAsync(end).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await sending.WaitAsync(Grace, _timeProvider).ConfigureAwait(false);
        }
    }

    // A sender that still runs keeps its turn, so that no more than the limit are ever in progress.
    private static void End(RateLimitLease turn, Task? sending)
    {
        if (sending is null or { IsCompleted: true })
        {
            turn.Dispose();
        }
        else
        {
            sending.ContinueWith(static (_, turn) => ((RateLimitLease)turn!).Dispose(), turn, TaskScheduler.Default);
        }
    }

    private void Write(VoiceCallOutcome outcome, PipelineState state)
    {
        if (outcome.Failure is not { } failure)
        {
            Log.Accepted(_logger, outcome.RequestId);
        }
        else if (state.IsWorthLogging(failure))
        {
            var level = LevelOf(failure);
            Log.Failed(_logger, level, failure, outcome.MayHaveBeenPlaced, outcome.Message);
        }
    }

    private static LogLevel LevelOf(VoiceCallFailure failure) => failure switch
    {
        VoiceCallFailure.Balance => LogLevel.Critical,
        VoiceCallFailure.Configuration => LogLevel.Error,
        _ => LogLevel.Warning,
    };

    private static partial class Log
    {
        // Not {RequestId}: that is the HTTP request's in ASP.NET Core's log scope.
        [LoggerMessage(1, LogLevel.Debug, "The vendor accepted a call as request {VendorRequestId}.")]
        public static partial void Accepted(ILogger logger, string? vendorRequestId);

        [LoggerMessage(EventId = 2,
            Message = "A voice call failed ({Failure}, may have been placed: {MayHaveBeenPlaced}). {Explanation}")]
        public static partial void Failed(
            ILogger logger, LogLevel level, VoiceCallFailure failure, bool mayHaveBeenPlaced, string? explanation);

        [LoggerMessage(9, LogLevel.Error, "No call was placed: the sender's settings are invalid. {Failures}")]
        public static partial void SettingsFailed(ILogger logger, string failures);

        [LoggerMessage(10, LogLevel.Error,
            "The sender threw {Exception} instead of returning an outcome, so it is unknown whether a call was placed.")]
        public static partial void SenderFailed(ILogger logger, Type exception);
    }
}
