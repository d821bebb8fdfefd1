using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// Asks for the records of calls where <see cref="YtxCallRecordOptions.Fid"/> is set: of each call once, and of a call whose end was
/// pushed once more, some time after the push. What the gateway answers is confirmed: it was asked with a signature.
/// </summary>
internal sealed partial class YtxCallRecords(
    YtxAccountClient client, IOptionsMonitor<YtxVoiceOptions> options, IEnumerable<YtxAccountName> accounts, IVoiceCallReports? reports,
    VoiceTelemetry telemetry, TimeProvider timeProvider, ILogger<YtxCallRecords> logger)
    : BackgroundService, IVoiceCallProofs
{
    /// <summary>How many calls may wait to be asked for. More are not asked for, and counted.</summary>
    public const int Capacity = 10_000;

    private const int AtOnce = 4;

    // The gateway has nothing before about 20 seconds after a call.
    private static readonly TimeSpan AfterCall = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan AfterPush = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<(string Account, string RequestId, bool IsPushed), DateTimeOffset> _waiting = new();
    private readonly HashSet<(string RequestId, bool IsPushed)> _names = [];
    // Wakes one more worker. It holds one signal at most, however much is added while all of them work.
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for a call's record some time after it was placed, if records are on.</summary>
    public void Placed(string account, string? requestId)
    {
        if (reports is not null && requestId is not null && SettingsOf(account)?.CallRecords.Fid is not null)
        {
            Add(account, requestId, isPushed: false);
        }
    }

    public bool CanProve(string application) => AccountOf(application) is not null;

    public void Prove(string application, string requestId)
    {
        if (AccountOf(application) is { } account)
        {
            Add(account, requestId, isPushed: true);
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
                    await AskAsync(call.Account, call.RequestId, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Add(string account, string requestId, bool isPushed)
    {
        lock (_lock)
        {
            if (_names.Contains((requestId, isPushed)))
            {
                return;
            }

            if (_names.Count >= Capacity)
            {
                telemetry.Record("dropped");
                return;
            }

            _names.Add((requestId, isPushed));
            _waiting.Enqueue((account, requestId, isPushed), timeProvider.GetUtcNow() + (isPushed ? AfterPush : AfterCall));
        }

        _added.Writer.TryWrite(true);
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        TimeSpan? next;
        lock (_lock)
        {
            next = _waiting.TryPeek(out _, out var due) ? due - timeProvider.GetUtcNow() : null;
        }

        if (next is { } wait)
        {
            // What is added meanwhile may be due five seconds sooner, and can wait so long.
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, timeProvider, stoppingToken).ConfigureAwait(false);
            return;
        }

        await _added.Reader.ReadAsync(stoppingToken).ConfigureAwait(false);
    }

    private (string Account, string RequestId, bool IsPushed)? TryTake()
    {
        lock (_lock)
        {
            if (!_waiting.TryPeek(out var call, out var due) || due > timeProvider.GetUtcNow())
            {
                return null;
            }

            _waiting.Dequeue();
            _names.Remove((call.RequestId, call.IsPushed));
            return call;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The outermost boundary: a record that cannot be had must not end the others.")]
    private async Task AskAsync(string account, string requestId, CancellationToken stoppingToken)
    {
        try
        {
            var record = await client.FindRecordAsync(account, requestId, stoppingToken).ConfigureAwait(false);
            telemetry.Record(record is null ? "none" : "found");
            if (record is not null)
            {
                reports!.TryReport(record);
            }
        }
        catch (Exception exception)
        {
            // Whatever it is that a stop cuts short, it is no failure.
            if (!stoppingToken.IsCancellationRequested)
            {
                telemetry.Record("failed");
                Log.Failed(logger, exception.GetType());
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(14, LogLevel.Warning,
            "The gateway did not give the record of a call ({Exception}). The call's state stays as it is.")]
        public static partial void Failed(ILogger logger, Type exception);
    }
}
