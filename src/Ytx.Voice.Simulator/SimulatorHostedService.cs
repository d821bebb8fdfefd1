using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Simulator;

/// <summary>
/// Runs a simulator as long as its host: started before any hosted service (the host's web server among them) and
/// stopped after all of them, so that no request of the application finds it absent.
/// </summary>
internal sealed partial class SimulatorHostedService(
    IOptions<SimulatorOptions> options,
    IHostEnvironment environment,
    ILoggerFactory loggerFactory,
    TimeProvider? timeProvider = null,
    Handset? handset = null) : IHostedLifecycleService, IYtxSimulatorAccessor, IAsyncDisposable, IDisposable
{
    private YtxSimulator? _simulator;

    public YtxSimulator? Simulator => Volatile.Read(ref _simulator);

    public Uri? Address { get; private set; }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (handset is { IsOn: false })
        {
            if (environment.IsDevelopment() && handset.GatewayKey is { } key)
            {
                Log.Off(loggerFactory.CreateLogger<SimulatorHostedService>(), key);
            }

            return;
        }

        if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                $"The YTX simulator shows every code on a web page and runs in Development only; this host runs in "
                + $"{environment.EnvironmentName}. Call AddYtxSimulator only in Development and configure the gateway "
                + "here, or set ASPNETCORE_ENVIRONMENT (DOTNET_ENVIRONMENT) to Development on a developer's machine.");
        }

        try
        {
            _simulator = await YtxSimulator.StartAsync(options.Value, loggerFactory, timeProvider, cancellationToken)
                .ConfigureAwait(false);
            Address = _simulator.Address;
        }
        catch (InvalidOperationException exception) when (options.Value.UseRunning && exception.GetBaseException()
            is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            Address = await RunningSimulator.FindAsync(options.Value, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException(
                    $"The simulator cannot listen on {options.Value.Url}: the port is in use, and not by a simulator. Stop "
                    + $"the other program, or set {nameof(SimulatorOptions)}.{nameof(SimulatorOptions.Url)} to another "
                    + "address (port 0 takes any free port).",
                    exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public ValueTask DisposeAsync()
    {
        Address = null;
        return Interlocked.Exchange(ref _simulator, null)?.DisposeAsync() ?? default;
    }

    /// <summary>A container may be disposed either way; the host itself uses the asynchronous one.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static partial class Log
    {
        [LoggerMessage(309, LogLevel.Information, "No virtual handset: {Key} names a gateway.")]
        public static partial void Off(ILogger logger, string key);
    }
}
