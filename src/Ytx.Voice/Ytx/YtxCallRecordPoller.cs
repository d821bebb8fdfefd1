using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// Asks for the records of calls where <see cref="YtxCallRecordOptions.Fid"/> is set: of each call 25 seconds after it was placed, and
/// of a call whose end was pushed 20 seconds after the push. If the gateway does not answer, or has no record that tells the end, it is
/// asked once more after 60 seconds. What it answers is confirmed: it was asked with a signature.
/// </summary>
internal sealed partial class YtxCallRecordPoller(
    YtxAccountClient client, IOptionsMonitor<YtxVoiceOptions> options, IEnumerable<YtxAccountName> accounts, IVoiceCallReports? reports,
    YtxTelemetry telemetry, TimeProvider timeProvider, ILogger<YtxCallRecordPoller> logger)
    : BackgroundService, IVoiceCallProofs
{
    /// <summary>How many questions may wait. More are not asked, and counted.</summary>
    public const int Capacity = 10_000;

    private const int AtOnce = 4;

    // The gateway has nothing before about 20 seconds after a call.
    private static readonly TimeSpan AfterCall = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan AfterPush = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AfterNothing = TimeSpan.FromSeconds(60);

    private readonly OnceAMinute<string> _said = new(timeProvider);
    private readonly Lock _lock = new();
    // By the timestamp at which a question is due: the time of day may be set back.
    private readonly PriorityQueue<(string Account, string RequestId, Occasion Occasion), long> _waiting = new();
    private readonly HashSet<(string RequestId, Occasion Occasion)> _names = [];
    // Wakes one more worker. It holds one signal at most, however much is added while all of them work.
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Why a call is asked for.
    private enum Occasion
    {
        Placed,
        Pushed,
        Again,
    }

    /// <summary>Asks for a call's record some time after it was placed, if records are on.</summary>
    public void Placed(string account, string? requestId)
    {
        if (reports is not null && requestId is not null && SettingsOf(account)?.CallRecords.Fid is not null)
        {
            Add(account, requestId, Occasion.Placed);
        }
    }

    public bool CanProve(string application) => AccountOf(application) is not null;

    public void Prove(string application, string requestId)
    {
        if (AccountOf(application) is { } account)
        {
            Add(account, requestId, Occasion.Pushed);
        }
    }

    // Whose records are on.
    private string? AccountOf(string application)
    {
        foreach (var account in accounts)
        {
            if (SettingsOf(account.Name) is { CallRecords.Fid: not null } settings && settings.AppId == application)
            {
                return account.Name;
            }
        }

        return null;
    }

    // Null where they are not valid: an account that is not in use may have none.
    private YtxVoiceOptions? SettingsOf(string account)
    {
        try
        {
            return options.Get(account);
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await WaitAsync(stoppingToken).ConfigureAwait(false);
                while (!stoppingToken.IsCancellationRequested && TryTake() is { } call)
                {
                    await AskAsync(call.Account, call.RequestId, call.Occasion, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Add(string account, string requestId, Occasion occasion)
    {
        var wait = occasion switch { Occasion.Placed => AfterCall, Occasion.Pushed => AfterPush, _ => AfterNothing };
        lock (_lock)
        {
            if (_names.Contains((requestId, occasion)))
            {
                return;
            }

            if (_waiting.Count >= Capacity)
            {
                telemetry.Record("dropped");
                return;
            }

            _names.Add((requestId, occasion));
            _waiting.Enqueue(
                (account, requestId, occasion), timeProvider.GetTimestamp() + (long)(wait.TotalSeconds * timeProvider.TimestampFrequency));
        }

        _added.Writer.TryWrite(true);
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        TimeSpan? next;
        lock (_lock)
        {
            next = _waiting.TryPeek(out _, out var due) ? timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), due) : null;
        }

        if (next is { } wait)
        {
            // Never longer than the shortest of the three: what is added meanwhile is not due before.
            wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait < AfterPush ? wait : AfterPush;
            await Task.Delay(wait, timeProvider, stoppingToken).ConfigureAwait(false);
            return;
        }

        await _added.Reader.ReadAsync(stoppingToken).ConfigureAwait(false);
    }

    private (string Account, string RequestId, Occasion Occasion)? TryTake()
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out var call, out var due) && due <= timeProvider.GetTimestamp())
            {
                _waiting.Dequeue();
                if (_names.Remove((call.RequestId, call.Occasion)))
                {
                    return call;
                }
            }

            return null;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The outermost boundary: a record that cannot be had must not end the others.")]
    private async Task AskAsync(string account, string requestId, Occasion occasion, CancellationToken stoppingToken)
    {
        var (result, isOver) = ("failed", false);
        try
        {
            var answer = await client.FindRecordAsync(account, requestId, stoppingToken).ConfigureAwait(false);
            if (answer.IsFound)
            {
                reports!.TryReport(answer.Value);
                (result, isOver) = ("found", answer.Value.State is not null);
            }
            else if (answer.Failure is { } failure)
            {
                Say(account, YtxVoiceOptions.WithKeysOf(account, failure));
            }
            else
            {
                result = "none";
            }
        }
        catch (Exception exception)
        {
            // Whatever it is that a stop cuts short, it is no failure.
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            // Settings that have become invalid name keys and no values; another text may quote the request.
            Say(account, exception is OptionsValidationException ? exception.Message : $"Asking for it ended with {exception.GetType().Name}.");
        }

        if (isOver)
        {
            Forget(requestId);
        }
        else if (occasion is not Occasion.Again)
        {
            Add(account, requestId, Occasion.Again);
        }

        telemetry.Record(result);
    }

    // The end is known: nothing is asked once more. Its place is free when it is due.
    private void Forget(string requestId)
    {
        lock (_lock)
        {
            _names.Remove((requestId, Occasion.Again));
        }
    }

    private void Say(string account, string failure)
    {
        if (_said.TryTake(account))
        {
            Log.Failed(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(14, LogLevel.Warning, "The gateway did not give the record of a call. {Explanation} The call's state stays as it is.")]
        public static partial void Failed(ILogger logger, string explanation);
    }
}
