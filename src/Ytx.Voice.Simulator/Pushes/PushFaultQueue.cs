namespace Ytx.Voice.Simulator;

/// <summary>What goes wrong with the next pushes, in the order queued.</summary>
internal sealed class PushFaultQueue(Action tellChanged)
{
    public const int MaxFaults = 1000;

    private readonly Lock _lock = new();
    private readonly LinkedList<PushFault> _faults = new();

    public PushFault[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _faults];
        }
    }

    /// <returns><see langword="false"/> when the queue is full.</returns>
    public bool TryEnqueue(PushFault fault)
    {
        lock (_lock)
        {
            if (_faults.Count == MaxFaults)
            {
                return false;
            }

            _faults.AddLast(fault);
        }

        tellChanged();
        return true;
    }

    public PushFault? Take(SimulatedPushKind kind)
    {
        PushFault? taken;
        lock (_lock)
        {
            taken = _faults.FirstOrDefault(fault => fault.Target is null || fault.Target == kind);
            if (taken is null)
            {
                return null;
            }

            _faults.Remove(taken);
        }

        tellChanged();
        return taken;
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }

        tellChanged();
    }
}
