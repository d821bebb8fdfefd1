using System.Net.Http.Headers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Ytx.Voice.Simulator;

/// <summary>
/// Sends what becomes of calls to the application's callback address, one push after the other, from a queue of its own:
/// no answer of the gateway waits for it. What the queue has no room for is dropped. A push that failed goes to the end of
/// the queue after a pause, so that it holds up no other, and may come out of order, as with the vendor.
/// </summary>
internal sealed partial class StatusPusher : IAsyncDisposable
{
    public const int MaxAttempts = 3;
    private const int MaxWaiting = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);

    private readonly Channel<OutgoingPush> _queue = Channel.CreateBounded<OutgoingPush>(MaxWaiting);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly SocketsHttpHandler _handler = new() { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
    private readonly HttpClient _client;
    private readonly bool _tellsStates;
    private readonly PushLog _log;
    private readonly PushFaultQueue _faults;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _running;
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OutgoingPush? _held;
    private Uri? _url;
    private int _busy;
    private int _later;

    public StatusPusher(SimulatorOptions options, PushLog log, PushFaultQueue faults, TimeProvider clock, ILogger logger)
    {
        (_log, _faults, _clock, _logger) = (log, faults, clock, logger);
        (_url, _tellsStates) = (options.CallStatusUrl, options.PushStates);
        Bodies = new PushBodies(options);
        // By the real clock: one that a test moves on would cut off what is on its way.
        _client = new HttpClient(_handler)
        {
            Timeout = options.PushTimeout,
            MaxResponseContentBufferSize = 64 * 1024,
        };
        _idle.SetResult();
        _running = RunAsync();
    }

    public PushBodies Bodies { get; }

    public Uri? Url
    {
        get => Volatile.Read(ref _url);
        set => Volatile.Write(ref _url, value);
    }

    public void TellStep(SimulatedCall call, CallStep step, DateTimeOffset at)
    {
        if (_tellsStates)
        {
            Tell(SimulatedPushKind.State, forgery => Bodies.State(call, step, at, forgery));
        }
    }

    public void TellRecord(SimulatedCall call) =>
        Tell(SimulatedPushKind.Record, forgery => Bodies.Record(call, forgery));

    /// <summary>Counts something that will become a push, or will not, as one that waits until <see cref="Release"/>.</summary>
    public void Expect()
    {
        lock (_lock)
        {
            if (_busy++ == 0)
            {
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            if (--_busy == 0)
            {
                _idle.SetResult();
            }
        }
    }

    /// <summary>Ends when nothing waits in the queue; what waits for the clock does not count.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return _idle.Task;
        }
    }

    /// <summary>One attempt, now, past the queue and its faults.</summary>
    /// <exception cref="InvalidOperationException">There is no callback address.</exception>
    public async Task<SimulatedPush> SendAsync(OutgoingPush push, CancellationToken cancellationToken)
    {
        var url = Url ?? throw new InvalidOperationException(
            $"There is no callback address to push to: set {nameof(SimulatorOptions)}.{nameof(SimulatorOptions.CallStatusUrl)}.");
        int? status = null;
        string? failure = null;
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            using var content = new StringContent(push.Body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            using var response = await _client.PostAsync(url, content, ending.Token).ConfigureAwait(false);
            status = (int)response.StatusCode;
        }
        catch (HttpRequestException exception)
        {
            failure = exception.HttpRequestError.ToString();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !_stopping.IsCancellationRequested)
        {
            failure = "no answer in time";
        }

        var sent = new SimulatedPush(push, status, _clock.GetUtcNow());
        _log.Add(sent);
        if (status is not (>= 200 and < 300))
        {
            Log.Failed(_logger, push.Attempt, failure ?? $"HTTP status {status}");
        }

        return sent;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _client.Dispose();
        _handler.Dispose();
        _stopping.Dispose();
    }

    private void Tell(SimulatedPushKind kind, Func<PushForgery?, OutgoingPush> write)
    {
        if (Url is null)
        {
            return;
        }

        var fault = _faults.Take(kind);
        var push = write(fault?.Forgery);
        switch (fault?.Kind)
        {
            case PushFaultKind.Lost:
                break;
            case PushFaultKind.Late:
                _ = EnqueueLaterAsync(push, fault.Delay!.Value);
                break;
            case PushFaultKind.OutOfOrder:
                Hold(push);
                break;
            case PushFaultKind.Twice:
                Enqueue(push);
                Enqueue(push);
                ReleaseHeld();
                break;
            default:
                Enqueue(push);
                ReleaseHeld();
                break;
        }
    }

    private void Hold(OutgoingPush push)
    {
        if (Interlocked.Exchange(ref _held, push) is { } before)
        {
            Enqueue(before);
        }

        _ = ReleaseLaterAsync();

        async Task ReleaseLaterAsync()
        {
            if (await WaitAsync(LongestHold).ConfigureAwait(false)
                && ReferenceEquals(Interlocked.CompareExchange(ref _held, null, push), push))
            {
                Enqueue(push);
            }
        }
    }

    private void ReleaseHeld()
    {
        if (Interlocked.Exchange(ref _held, null) is { } held)
        {
            Enqueue(held);
        }
    }

    private void Enqueue(OutgoingPush push)
    {
        Expect();
        if (!_queue.Writer.TryWrite(push))
        {
            Release();
            Log.Dropped(_logger);
        }
    }

    private async Task EnqueueLaterAsync(OutgoingPush push, TimeSpan delay)
    {
        if (Interlocked.Increment(ref _later) > MaxWaiting)
        {
            Log.Dropped(_logger);
        }
        else if (await WaitAsync(delay).ConfigureAwait(false))
        {
            Enqueue(push);
        }

        Interlocked.Decrement(ref _later);
    }

    /// <returns><see langword="false"/> when the simulator stopped meanwhile.</returns>
    private async Task<bool> WaitAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _clock, _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var push in _queue.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                await SendOrRepeatAsync(push).ConfigureAwait(false);
                Release();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The simulator stops: what still waits is not sent.
            return;
        }
    }

    private async Task SendOrRepeatAsync(OutgoingPush push)
    {
        // The address may have been taken away since.
        if (Url is null)
        {
            return;
        }

        var sent = await SendAsync(push, CancellationToken.None).ConfigureAwait(false);
        if (sent.StatusCode is not (>= 200 and < 300) && push.Attempt < MaxAttempts)
        {
            _ = EnqueueLaterAsync(push with { Attempt = push.Attempt + 1 }, Pause * push.Attempt);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(307, LogLevel.Warning,
            "A status push failed at attempt {Attempt}: {Failure}. Three are made, then it is given up.")]
        public static partial void Failed(ILogger logger, int attempt, string failure);

        [LoggerMessage(308, LogLevel.Warning, "Too many status pushes wait, so one was dropped.")]
        public static partial void Dropped(ILogger logger);
    }
}
