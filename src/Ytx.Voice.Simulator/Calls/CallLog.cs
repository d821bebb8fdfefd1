using System.Threading.Channels;

namespace Ytx.Voice.Simulator;

/// <summary>
/// The newest calls, and the pages that watch them. One lock guards both, so that a page which starts to watch gets
/// each call once, in its first list or as news. News wait in a bounded channel; a page too slow to read it is cut off,
/// connects again by itself and gets a whole list.
/// </summary>
internal sealed class CallLog(int maxCalls)
{
    public const int MaxWatchers = 64;
    private const int MaxNews = 256;

    private readonly Lock _lock = new();
    private readonly Queue<SimulatedCall> _calls = new();
    private readonly List<Channel<SimulatedCall?>> _watchers = [];

    /// <summary>Newest first.</summary>
    public SimulatedCall[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _calls.Reverse()];
        }
    }

    public void Add(SimulatedCall call)
    {
        lock (_lock)
        {
            if (_calls.Count == maxCalls)
            {
                _calls.Dequeue();
            }

            _calls.Enqueue(call);
            Tell(call);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _calls.Clear();
            Tell(null);
        }
    }

    /// <returns><see langword="null"/> when as many pages watch as may.</returns>
    public Watch? TryWatch()
    {
        lock (_lock)
        {
            if (_watchers.Count == MaxWatchers)
            {
                return null;
            }

            var channel = Channel.CreateBounded<SimulatedCall?>(MaxNews);
            _watchers.Add(channel);
            return new Watch(this, channel, Snapshot());
        }
    }

    private void Tell(SimulatedCall? call)
    {
        foreach (var watcher in _watchers)
        {
            if (!watcher.Writer.TryWrite(call))
            {
                watcher.Writer.TryComplete();
            }
        }
    }

    /// <summary>One page's view: the calls at its start, then each new call, or null when all were cleared.</summary>
    internal sealed class Watch(CallLog log, Channel<SimulatedCall?> channel, SimulatedCall[] calls) : IDisposable
    {
        public SimulatedCall[] Calls => calls;

        public ChannelReader<SimulatedCall?> News => channel.Reader;

        public void Dispose()
        {
            lock (log._lock)
            {
                log._watchers.Remove(channel);
            }
        }
    }
}
