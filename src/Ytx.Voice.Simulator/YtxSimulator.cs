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
    private readonly CallLog _calls;
    private readonly FaultQueue _faults;
    private bool _disposed;

    private YtxSimulator(WebApplication app, CallLog calls, FaultQueue faults, Uri address)
    {
        _app = app;
        _calls = calls;
        _faults = faults;
        Address = address;
    }

    /// <summary>The address that the simulator listens on, with its real port: the handset's page.</summary>
    /// <value>For <c>localhost</c> with port 0 an address of 127.0.0.1.</value>
    public Uri Address { get; }

    /// <summary>A copy of the calls, newest first, at most <see cref="SimulatorOptions.MaxCalls"/>.</summary>
    public IReadOnlyList<SimulatedCall> Calls => _calls.Snapshot();

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
        var calls = new CallLog(options.MaxCalls);
        var faults = new FaultQueue();
        var app = SimulatorServer.Build(options, calls, faults, timeProvider ?? TimeProvider.System, logger);
        try
        {
            var address = await SimulatorServer.StartAsync(app, options, cancellationToken).ConfigureAwait(false);
            Log.Started(logger, address);
            if (options.Url.IdnHost is var host && IPAddress.TryParse(host, out var ip) && !IPAddress.IsLoopback(ip))
            {
                Log.Reachable(logger);
            }

            return new YtxSimulator(app, calls, faults, address);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Queues a fault behind those already queued; each request to the gateway plays one.</summary>
    /// <param name="fault">What to play.</param>
    /// <exception cref="InvalidOperationException">1,000 faults wait already.</exception>
    public void QueueFault(SimulatorFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (!_faults.TryEnqueue([fault]))
        {
            throw new InvalidOperationException($"At most {FaultQueue.MaxFaults} faults can wait.");
        }
    }

    /// <summary>Forgets the faults that have not been played.</summary>
    public void ClearFaults() => _faults.Clear();

    /// <summary>Forgets all calls; open handsets show none.</summary>
    public void ClearCalls() => _calls.Clear();

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
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Information, "Virtual handset: {Address}")]
        public static partial void Started(ILogger logger, Uri address);

        [LoggerMessage(301, LogLevel.Warning, "Other machines can reach the simulator, and it shows them every code.")]
        public static partial void Reachable(ILogger logger);
    }
}
