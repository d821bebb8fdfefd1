namespace Ytx.Voice.Simulator;

/// <summary>Faults in the order in which they were queued; each request takes one.</summary>
internal sealed class FaultQueue
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

            return true;
        }
    }

    public SimulatorFault? Take()
    {
        lock (_lock)
        {
            if (_faults.First is not { } first)
            {
                return null;
            }

            var fault = first.Value;
            if (fault.Count == 1)
            {
                _faults.RemoveFirst();
            }
            else
            {
                first.Value = fault.Times(fault.Count - 1);
            }

            return fault;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }
}
