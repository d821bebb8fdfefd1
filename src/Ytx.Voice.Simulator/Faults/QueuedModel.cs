namespace Ytx.Voice.Simulator;

/// <summary>How many faults wait: for how many requests, and for how many pushes.</summary>
internal sealed record QueuedModel(int Faults, int PushFaults)
{
    public static QueuedModel Of(SimulatorParts parts) => new(
        parts.Faults.Snapshot().Sum(fault => fault.Count), parts.PushFaults.Snapshot().Length);
}
