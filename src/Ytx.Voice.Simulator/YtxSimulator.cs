using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Simulator;

/// <summary>
/// A running stand-in for the YTX voice-code gateway on a port of its own: it checks every documented rule of a
/// request, and instead of calling a phone it shows the call on a page, the virtual handset.
/// </summary>
/// <remarks>It shows codes to whoever opens the page. It is for development and tests only.</remarks>
public sealed partial class YtxSimulator : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SimulatorParts _parts;
    private bool _disposed;

    private YtxSimulator(WebApplication app, SimulatorParts parts, Uri address)
    {
        _app = app;
        _parts = parts;
        Address = address;
    }

    /// <summary>The address that the simulator listens on, with its real port: the handset's page.</summary>
    /// <value>For <c>localhost</c> with port 0 an address of 127.0.0.1.</value>
    public Uri Address { get; }

    /// <summary>A copy of the options that it was started with.</summary>
    public SimulatorOptions Options => _parts.Options.Copy();

    /// <summary>A copy of the calls, newest first, at most <see cref="SimulatorOptions.MaxCalls"/>.</summary>
    public IReadOnlyList<SimulatedCall> Calls => _parts.Calls.Snapshot();

    /// <summary>Starts a simulator, which runs until it is disposed.</summary>
    /// <param name="options">Where to listen and which account to play.</param>
    /// <param name="loggerFactory">Gets a line at start and a line a request, without secrets; none by default.</param>
    /// <param name="timeProvider">The clock for timestamps, ringing and delays; the system's by default.</param>
    /// <param name="cancellationToken">Gives up starting; it does not stop a running simulator.</param>
    /// <returns>The simulator, once it accepts requests.</returns>
    /// <exception cref="OptionsValidationException">An option is wrong, or the address is no loopback one.</exception>
    /// <exception cref="InvalidOperationException">It cannot listen there, as when the port is in use.</exception>
    public static async Task<YtxSimulator> StartAsync(
        SimulatorOptions options,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options.Copy();
        SimulatorOptionsValidator.ThrowIfInvalid(options);

        ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<YtxSimulator>();
        var parts = new SimulatorParts(options, timeProvider ?? TimeProvider.System, logger);
        var app = SimulatorServer.Build(parts, logger);
        try
        {
            var address = await SimulatorServer.StartAsync(app, options, cancellationToken).ConfigureAwait(false);
            Log.Started(logger, address);
            if (options.Url.IdnHost is var host && IPAddress.TryParse(host, out var ip) && !IPAddress.IsLoopback(ip))
            {
                Log.Reachable(logger);
            }

            return new YtxSimulator(app, parts, address);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            await parts.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The attempts to push what became of calls, newest first, at most <see cref="SimulatorOptions.MaxCalls"/>.</summary>
    public IReadOnlyList<SimulatedPush> Pushes => _parts.Pushes.Snapshot();

    /// <summary>The account's money, in yuan: each answered call takes its cost when it is over.</summary>
    public decimal Balance
    {
        get => _parts.Account.Balance;
        set => _parts.Account.Balance = value;
    }

    /// <summary>
    /// Where to push what becomes of calls, for an application whose address is known only after the simulator's start;
    /// <see langword="null"/> for no pushes.
    /// </summary>
    /// <exception cref="ArgumentException">It is no absolute http or https address.</exception>
    public Uri? CallStatusUrl
    {
        get => _parts.Pusher.Url;
        set => _parts.Pusher.Url = value is null || SimulatorOptionsValidator.IsCallback(value)
            ? value
            : throw new ArgumentException("The callback must be an absolute http or https address.", nameof(value));
    }

    /// <summary>
    /// What the handset's button "Forget limits" does, which there is where this is set: forgets how often the application has called
    /// lately, so that a developer who has used up the limits goes on. By default <see langword="null"/>.
    /// </summary>
    /// <value>It gets a token that ends with the request. What it throws is logged, and the handset says that it did not work.</value>
    public Func<CancellationToken, Task>? ForgetLimits
    {
        get => _parts.ForgetLimits;
        set => _parts.ForgetLimits = value;
    }

    /// <summary>Answers a ringing call, as the handset's button does. It ends after <see cref="SimulatorOptions.TalkTime"/>.</summary>
    /// <param name="call">One of <see cref="Calls"/>.</param>
    /// <exception cref="InvalidOperationException">The call does not ring any more, or was forgotten.</exception>
    public void Answer(SimulatedCall call) => Touch(call, static life => life.TryAnswer());

    /// <summary>Declines a ringing call.</summary>
    /// <inheritdoc cref="Answer"/>
    public void Decline(SimulatedCall call) => Touch(call, static life => life.TryDecline());

    /// <summary>Declines the next call after three seconds, whoever it is for; further ones ring as ever.</summary>
    public void DeclineNextCall() => _parts.Switchboard.DeclineNext();

    /// <summary>Lets a ringing call ring until <see cref="SimulatorOptions.NoAnswerTime"/> after its acceptance; nobody answers.</summary>
    /// <inheritdoc cref="Answer"/>
    public void LetRing(SimulatedCall call) => Touch(call, static life => life.TryLetRing());

    /// <summary>Switches the phone off while the call rings. Later calls to the number ring again.</summary>
    /// <inheritdoc cref="Answer"/>
    public void SwitchOff(SimulatedCall call) => Touch(call, static life => life.TrySwitchOff());

    /// <summary>Hangs up a call that was answered by a person, before it ends by itself.</summary>
    /// <param name="call">One of <see cref="Calls"/>.</param>
    /// <exception cref="InvalidOperationException">The call is not answered, or it is over.</exception>
    public void HangUp(SimulatedCall call) => Touch(call, static life => life.TryHangUp());

    /// <summary>Queues something that goes wrong with a push, behind what is already queued.</summary>
    /// <param name="fault">What to play on the next push, or the next of its kind.</param>
    /// <exception cref="InvalidOperationException">1,000 faults wait already.</exception>
    public void QueuePushFault(PushFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (!_parts.PushFaults.TryEnqueue(fault))
        {
            throw new InvalidOperationException($"At most {PushFaultQueue.MaxFaults} faults can wait.");
        }
    }

    /// <summary>Forgets the faults of pushes that have not been played.</summary>
    public void ClearPushFaults() => _parts.PushFaults.Clear();

    /// <summary>Pushes the record of a call as it is now, once, past the queue and its faults.</summary>
    /// <param name="call">The call; it need not be over.</param>
    /// <param name="forgery">What is wrong with the push; nothing by default.</param>
    /// <param name="stateDesc">What the record claims, such as <c>用户正忙</c>; by default what came of the call.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The push, with the answer's status.</returns>
    /// <exception cref="InvalidOperationException">There is no <see cref="CallStatusUrl"/>.</exception>
    public Task<SimulatedPush> SendRecordPushAsync(
        SimulatedCall call,
        PushForgery? forgery = null,
        string? stateDesc = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        return _parts.Pusher.SendAsync(_parts.Pusher.Bodies.Record(call, forgery, stateDesc), cancellationToken);
    }

    /// <summary>Pushes a step of a call, once, past the queue and its faults.</summary>
    /// <param name="call">The call; the step need not be true.</param>
    /// <param name="state"><c>callout</c>, <c>alerting</c>, <c>answer</c> or <c>disconnect</c>.</param>
    /// <param name="forgery">What is wrong with the push; nothing by default.</param>
    /// <param name="stateDesc">The words beside the state; by default the gateway's.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The push, with the answer's status.</returns>
    /// <exception cref="ArgumentException">There is no such state.</exception>
    /// <exception cref="InvalidOperationException">There is no <see cref="CallStatusUrl"/>.</exception>
    public Task<SimulatedPush> SendStatePushAsync(
        SimulatedCall call,
        string state,
        PushForgery? forgery = null,
        string? stateDesc = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(state);
        var step = PushOrder.StepOf(state);
        var push = _parts.Pusher.Bodies.State(call, step, _parts.Clock.GetUtcNow(), forgery, stateDesc);
        return _parts.Pusher.SendAsync(push, cancellationToken);
    }

    /// <summary>Pushes a body of your own, once, past the queue and its faults.</summary>
    /// <param name="body">The body as it is sent, JSON or not.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The push, with the answer's status.</returns>
    /// <exception cref="InvalidOperationException">There is no <see cref="CallStatusUrl"/>.</exception>
    public Task<SimulatedPush> SendPushAsync(string body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _parts.Pusher.SendAsync(new OutgoingPush(SimulatedPushKind.Other, string.Empty, body), cancellationToken);
    }

    /// <summary>
    /// Waits until every push that is due was attempted. What waits for the clock does not count: a call's next step, a late
    /// push, another attempt.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task WaitForPushesAsync(CancellationToken cancellationToken = default) =>
        _parts.Pusher.WhenIdleAsync().WaitAsync(cancellationToken);

    /// <summary>Queues a fault behind those already queued; each request of its operation to the gateway plays one.</summary>
    /// <param name="fault">What to play.</param>
    /// <exception cref="InvalidOperationException">1,000 faults wait already.</exception>
    public void QueueFault(SimulatorFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (!_parts.Faults.TryEnqueue([fault]))
        {
            throw new InvalidOperationException($"At most {FaultQueue.MaxFaults} faults can wait.");
        }
    }

    /// <summary>Forgets the faults that have not been played.</summary>
    public void ClearFaults() => _parts.Faults.Clear();

    /// <summary>Forgets all calls; open handsets show none.</summary>
    public void ClearCalls() => _parts.Calls.Clear();

    /// <summary>Stops listening, ends open streams and frees the port. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        // Disposing alone would cut the open streams instead of ending them.
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        await _parts.DisposeAsync().ConfigureAwait(false);
    }

    private void Touch(SimulatedCall call, Func<CallLife, bool> touch)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (_parts.Calls.Find(call.RequestId) != call)
        {
            throw new InvalidOperationException("The simulator does not know this call any more.");
        }

        if (!touch(call.Life))
        {
            throw new InvalidOperationException($"It is too late for that: the call is {CallWords.NameOf(call.State)}.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Information, "Virtual handset: {Address}")]
        public static partial void Started(ILogger logger, Uri address);

        [LoggerMessage(301, LogLevel.Warning, "Other machines can reach the simulator, and it shows them every code.")]
        public static partial void Reachable(ILogger logger);
    }
}
