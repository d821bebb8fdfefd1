using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// Applies reports after whoever sent them was answered. Bounded: what comes while it is full is dropped and counted, since a
/// report is advice.
/// </summary>
internal sealed partial class CallReportQueue(
    VoiceCalls calls, CodeTelemetry telemetry, TimeProvider timeProvider, ILogger<CallReportQueue> logger)
    : BackgroundService, IVoiceCallReports
{
    /// <summary>How many reports may wait: some 5 MB at most, since each of their texts is short.</summary>
    public const int Capacity = 10_000;

    private const int Workers = 8;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Channel<object> _waiting = Channel.CreateBounded<object>(Capacity);

    public bool TryReport(VoiceCallReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return TryAdd(report);
    }

    /// <summary>Notes later that the code of a call was used.</summary>
    public void Used(string requestId) => TryAdd(requestId);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken)));

    private bool TryAdd(object work)
    {
        var isTaken = _waiting.Writer.TryWrite(work);
        if (!isTaken)
        {
            telemetry.Report("dropped");
        }

        return isTaken;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The outermost boundary: one report must not end the others.")]
    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        // Without a token, so that a host that stops has nothing to catch: what waits then is given up.
        using var stop = stoppingToken.Register(static channel => ((Channel<object>)channel!).Writer.TryComplete(), _waiting);
        await foreach (var work in _waiting.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            using var limit = new CancellationTokenSource(Limit, timeProvider);
            try
            {
                if (work is VoiceCallReport report)
                {
                    await calls.ApplyAsync(report, limit.Token).ConfigureAwait(false);
                }
                else
                {
                    await calls.UseAsync((string)work, limit.Token).ConfigureAwait(false);
                }
            }
            catch (Exception exception)
            {
                telemetry.Report("failed");
                Log.Failed(logger, exception.GetType());
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(121, LogLevel.Warning, "A report about a call could not be applied ({Exception}). The page shows the state before it.")]
        public static partial void Failed(ILogger logger, Type exception);
    }
}
