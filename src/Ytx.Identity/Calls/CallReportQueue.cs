using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// Applies reports after whoever sent them was answered, and tells the observers, who may be slow and hold up no report. Bounded:
/// what comes while a queue is full is dropped and counted, since a report is advice.
/// </summary>
internal sealed partial class CallReportQueue(
    VoiceCalls calls, CodeTelemetry telemetry, TimeProvider timeProvider, ILogger<CallReportQueue> logger)
    : BackgroundService, IVoiceCallReports
{
    /// <summary>How many reports may wait: some 5 MB at most, since each of their texts is short.</summary>
    public const int Capacity = 10_000;

    private const int MaxEarly = 1_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // A push may overtake the answer that names its call, or the store that keeps it.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(3);

    private readonly Channel<VoiceCallReport> _reports = Channel.CreateBounded<VoiceCallReport>(Capacity);
    private readonly Channel<(VoiceCallReport Report, long CameAt)> _early = Channel.CreateBounded<(VoiceCallReport, long)>(MaxEarly);
    private readonly Channel<CodeEnd> _ends = Channel.CreateBounded<CodeEnd>(Capacity);
    private readonly Channel<TrackedCall> _news = Channel.CreateBounded<TrackedCall>(Capacity);

    private CancellationToken _stopping;

    public bool TryReport(VoiceCallReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return TryAdd(_reports, report, "dropped");
    }

    /// <summary>Notes later that a code has ended.</summary>
    public void Ended(CodeEnd end) => TryAdd(_ends, end, "end_dropped");

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        return Task.WhenAll(
            WorkAsync(_reports, workers: 8, "Applying a report about a call", ApplyAsync),
            WorkAsync(_early, workers: 1, "Applying a report about a call", LookAgainAsync),
            WorkAsync(_ends, workers: 2, "Noting the end of a code", calls.EndAsync),
            WorkAsync(_news, workers: 4, "Telling the observers about a call", (call, _) => calls.TellAsync(call)));
    }

    private async ValueTask ApplyAsync(VoiceCallReport report, CancellationToken cancellationToken)
    {
        if (!await TryApplyAsync(report, cancellationToken).ConfigureAwait(false))
        {
            TryAdd(_early, (report, timeProvider.GetTimestamp()), "unknown_call");
        }
    }

    private async ValueTask LookAgainAsync((VoiceCallReport Report, long CameAt) early, CancellationToken cancellationToken)
    {
        if (SecondLook - timeProvider.GetElapsedTime(early.CameAt) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, timeProvider, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!await TryApplyAsync(early.Report, cancellationToken).ConfigureAwait(false))
        {
            telemetry.Report("unknown_call");
        }
    }

    // False if nobody knows the call.
    private async ValueTask<bool> TryApplyAsync(VoiceCallReport report, CancellationToken cancellationToken)
    {
        var (isKnown, news) = await calls.ApplyAsync(report, cancellationToken).ConfigureAwait(false);
        if (news is not null)
        {
            TryAdd(_news, news, "not_told");
        }

        return isKnown;
    }

    private bool TryAdd<T>(Channel<T> queue, T work, string whenFull)
    {
        var isTaken = queue.Writer.TryWrite(work);
        if (!isTaken)
        {
            telemetry.Report(whenFull);
        }

        return isTaken;
    }

    private Task WorkAsync<T>(Channel<T> queue, int workers, string what, Func<T, CancellationToken, ValueTask> act) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(queue, what, act)));

    [SuppressMessage("Design", "CA1031", Justification = "The outermost boundary: one report must not end the others.")]
    private async Task WorkAsync<T>(Channel<T> queue, string what, Func<T, CancellationToken, ValueTask> act)
    {
        // Without a token, so that a host that stops has nothing to catch: what waits then is given up.
        using var stop = _stopping.Register(static queue => ((Channel<T>)queue!).Writer.TryComplete(), queue);
        await foreach (var work in queue.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            using var limit = new CancellationTokenSource(Limit, timeProvider);
            try
            {
                await act(work, limit.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                telemetry.Report("failed");
                Log.Failed(logger, what, exception.GetType());
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(121, LogLevel.Warning, "{Task} failed with {Exception}. Codes and calls are not affected.")]
        public static partial void Failed(ILogger logger, string task, Type exception);
    }
}
