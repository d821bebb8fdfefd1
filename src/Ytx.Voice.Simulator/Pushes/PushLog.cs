namespace Ytx.Voice.Simulator;

/// <summary>The newest attempts to push.</summary>
internal sealed class PushLog(int maxPushes)
{
    private readonly Lock _lock = new();
    private readonly Queue<SimulatedPush> _pushes = new();

    /// <summary>Newest first.</summary>
    public SimulatedPush[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _pushes.Reverse()];
        }
    }

    public void Add(SimulatedPush push)
    {
        lock (_lock)
        {
            if (_pushes.Count == maxPushes)
            {
                _pushes.Dequeue();
            }

            _pushes.Enqueue(push);
        }
    }
}
