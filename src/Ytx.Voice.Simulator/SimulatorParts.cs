using Microsoft.Extensions.Logging;

namespace Ytx.Voice.Simulator;

/// <summary>What a simulator knows and does, without its web server.</summary>
internal sealed class SimulatorParts : IAsyncDisposable
{
    public SimulatorParts(SimulatorOptions options, TimeProvider clock, ILogger logger)
    {
        (Options, Clock) = (options, clock);
        Calls = new CallLog(options.MaxCalls);
        Faults = new FaultQueue(Calls.TellFaultsChanged);
        PushFaults = new PushFaultQueue(Calls.TellFaultsChanged);
        Pushes = new PushLog(options.MaxCalls);
        Account = new Account(options.Balance);
        Pusher = new StatusPusher(options, Pushes, PushFaults, clock, logger);
        Switchboard = new Switchboard(options, Calls, Account, Pusher, clock);
    }

    public SimulatorOptions Options { get; }

    public TimeProvider Clock { get; }

    public CallLog Calls { get; }

    public FaultQueue Faults { get; }

    public PushFaultQueue PushFaults { get; }

    public PushLog Pushes { get; }

    public Account Account { get; }

    public StatusPusher Pusher { get; }

    public Switchboard Switchboard { get; }

    /// <summary>The host's own; the simulator has no limits.</summary>
    public Func<CancellationToken, Task>? ForgetLimits { get; set; }

    public ValueTask DisposeAsync()
    {
        foreach (var call in Calls.Snapshot())
        {
            call.Life.Dispose();
        }

        return Pusher.DisposeAsync();
    }
}
