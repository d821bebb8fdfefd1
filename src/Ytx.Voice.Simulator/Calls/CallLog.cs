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
    private readonly List<Channel<News>> _watchers = [];

    /// <summary>Newest first.</summary>
    public SimulatedCall[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _calls.Reverse()];
        }
    }

    public SimulatedCall? Find(string requestId)
    {
        lock (_lock)
        {
            return _calls.FirstOrDefault(call => call.RequestId == requestId);
        }
    }

    public void Add(SimulatedCall call)
    {
        SimulatedCall? oldest = null;
        lock (_lock)
        {
            if (_calls.Count == maxCalls)
            {
                oldest = _calls.Dequeue();
            }

            _calls.Enqueue(call);
            Tell(new News(NewsKind.Call, call));
        }

        // Not under the lock: a call that tells a step holds its own and waits for this one.
        oldest?.Life.Dispose();
    }

    public void Clear()
    {
        SimulatedCall[] forgotten;
        lock (_lock)
        {
            forgotten = [.. _calls];
            _calls.Clear();
            Tell(new News(NewsKind.Cleared));
        }

        foreach (var call in forgotten)
        {
            call.Life.Dispose();
        }
    }

    /// <summary>A call that is no longer kept is nobody's news.</summary>
    public void TellChanged(SimulatedCall call)
    {
        lock (_lock)
        {
            if (_watchers.Count > 0 && _calls.Contains(call))
            {
                Tell(new News(NewsKind.Call, call));
            }
        }
    }

    public void TellFaultsChanged()
    {
        lock (_lock)
        {
            Tell(new News(NewsKind.Faults));
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

            var channel = Channel.CreateBounded<News>(MaxNews);
            _watchers.Add(channel);
            return new Watch(this, channel, Snapshot());
        }
    }

    private void Tell(News news)
    {
        foreach (var watcher in _watchers)
        {
            if (!watcher.Writer.TryWrite(news))
            {
                watcher.Writer.TryComplete();
            }
        }
    }

    /// <summary>One page's view: the calls at its start, then the news.</summary>
    internal sealed class Watch(CallLog log, Channel<News> channel, SimulatedCall[] calls) : IDisposable
    {
        public SimulatedCall[] Calls => calls;

        public ChannelReader<News> News => channel.Reader;

        public void Dispose()
        {
            lock (log._lock)
            {
                log._watchers.Remove(channel);
            }
        }
    }
}
