using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Ytx.Voice.Simulator;

namespace Aspire.Hosting;

/// <summary>The simulator behind a resource, once it runs, until the AppHost ends.</summary>
internal sealed partial class RunningPhone(TimeProvider? clock = null) : IAsyncDisposable
{
    public YtxSimulator? Simulator { get; private set; }

    public async Task StartAsync(YtxSimulatorResource resource, InitializeResourceEvent started, CancellationToken cancellationToken)
    {
        await started.Eventing.PublishAsync(new BeforeResourceStartedEvent(resource, started.Services), cancellationToken)
            .ConfigureAwait(false);
        await TellAsync(KnownResourceStates.Starting).ConfigureAwait(false);
        using var logs = new ResourceLoggerFactory(started.Logger);
        try
        {
            Simulator = await YtxSimulator.StartAsync(
                new SimulatorOptions
                {
                    Url = resource.Address,
                    // Somebody sits before the handset and wants to choose a button.
                    RingTime = TimeSpan.FromSeconds(20),
                    ScriptedPeople = true,
                },
                logs, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            Log.NotStarted(started.Logger, exception.Message);
            await TellAsync(KnownResourceStates.FailedToStart).ConfigureAwait(false);
            return;
        }

        await TellAsync(KnownResourceStates.Running).ConfigureAwait(false);

        Task TellAsync(string state) => started.Notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            State = new(state, state == KnownResourceStates.FailedToStart ? KnownResourceStateStyles.Error : null),
            StartTimeStamp = state == KnownResourceStates.Running ? (clock ?? TimeProvider.System).GetUtcNow().UtcDateTime : snapshot.StartTimeStamp,
            // Said anew each time: by the time it runs, the orchestrator has taken out what an earlier snapshot said.
            Urls = [new(Name: null, resource.Address.AbsoluteUri, IsInternal: false)
            {
                IsInactive = state != KnownResourceStates.Running,
                DisplayProperties = new("Handset"),
            }],
        });
    }

    public ValueTask DisposeAsync() => Simulator is { } simulator ? simulator.DisposeAsync() : default;

    /// <summary>All that the simulator logs is the resource's log.</summary>
    private sealed class ResourceLoggerFactory(ILogger logger) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(310, LogLevel.Error, "The simulator did not start: {Reason}")]
        public static partial void NotStarted(ILogger logger, string reason);
    }
}
