namespace Ytx.Voice.Simulator;

/// <summary>Faults in the order in which they were queued; each request takes one of its operation.</summary>
internal sealed class FaultQueue(Action tellChanged)
{
    public const int MaxFaults = 1000;

    private readonly Lock _lock = new();
    private readonly LinkedList<SimulatorFault> _faults = new();

    public SimulatorFault[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _faults];
        }
    }

    /// <returns><see langword="false"/>, with none queued, when there is no room for all.</returns>
    public bool TryEnqueue(IReadOnlyCollection<SimulatorFault> faults)
    {
        lock (_lock)
        {
            if (_faults.Count + faults.Count > MaxFaults)
            {
                return false;
            }

            foreach (var fault in faults)
            {
                _faults.AddLast(fault);
            }
        }

        tellChanged();
        return true;
    }

    public SimulatorFault? Take(SimulatorOperation operation)
    {
        SimulatorFault fault;
        lock (_lock)
        {
            var next = _faults.First;
            while (next is not null && next.Value.Operation != operation)
            {
                next = next.Next;
            }

            if (next is null)
            {
                return null;
            }

            fault = next.Value;
            if (fault.Count == 1)
            {
                _faults.Remove(next);
            }
            else
            {
                next.Value = fault.Times(fault.Count - 1);
            }
        }

        tellChanged();
        return fault;
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
