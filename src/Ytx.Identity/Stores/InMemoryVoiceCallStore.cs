using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ytx.Identity.Stores;

/// <summary>The calls of one host. At its ceiling new calls are not followed; nothing is pushed out.</summary>
internal sealed class InMemoryVoiceCallStore(TimeProvider timeProvider, int maxCalls) : IVoiceCallStore
{
    private const string OfRequest = "request";

    private readonly Lock _lock = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private readonly FadingTable<Entry> _calls = new();

    // The ids of calls: by request id, and the last by user and purpose.
    private readonly FadingTable<Name> _names = new();
    private readonly Dictionary<string, ImmutableArray<Action>> _watchers = [];

    private long Now => (long)timeProvider.GetElapsedTime(_origin).TotalMilliseconds;

    private static long Life => (long)IVoiceCallStore.Lifetime.TotalMilliseconds;

    public ValueTask<bool> TryAddAsync(TrackedCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = Now;
            if (_calls.CountAt(now) >= maxCalls || _names.CountAt(now) >= 2L * maxCalls)
            {
                return ValueTask.FromResult(false);
            }

            _calls.Touch(SubjectKey.Of(call.CallId), now, Life) = new(call, now + Life);
            _names.Touch(LastOf(call.User, call.Purpose), now, Life) = new(call.CallId);
            if (call.RequestId is { } requestId)
            {
                _names.Touch(SubjectKey.Of(OfRequest).With(requestId), now, Life) = new(call.CallId);
            }
        }

        return ValueTask.FromResult(true);
    }

    public ValueTask<TrackedCall?> FindAsync(string callId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(Current(callId));
        }
    }

    public ValueTask<TrackedCall?> FindByRequestIdAsync(string requestId, CancellationToken cancellationToken = default) =>
        FindByName(SubjectKey.Of(OfRequest).With(requestId), cancellationToken);

    public ValueTask<TrackedCall?> FindLastAsync(
        UserKey user, string purpose, CancellationToken cancellationToken = default) =>
        FindByName(LastOf(user, purpose), cancellationToken);

    public ValueTask<bool> TryChangeAsync(
        TrackedCall known, TrackedCall changed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(changed);
        cancellationToken.ThrowIfCancellationRequested();
        ImmutableArray<Action> watchers;
        lock (_lock)
        {
            if (Current(known.CallId) != known)
            {
                return ValueTask.FromResult(false);
            }

            // Found, not touched: a change makes nothing live longer.
            _calls.Find(SubjectKey.Of(known.CallId), Now).Call = changed;
            watchers = _watchers.GetValueOrDefault(known.CallId, []);
        }

        foreach (var watcher in watchers)
        {
            watcher();
        }

        return ValueTask.FromResult(true);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes of it.")]
    public ValueTask<IAsyncDisposable> WatchAsync(string callId, Action changed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(callId);
        ArgumentNullException.ThrowIfNull(changed);
        cancellationToken.ThrowIfCancellationRequested();

        // One of its own, since a delegate may be given twice.
        Action watcher = () => changed();
        lock (_lock)
        {
            _watchers[callId] = _watchers.GetValueOrDefault(callId, []).Add(watcher);
        }

        return ValueTask.FromResult<IAsyncDisposable>(new Watch(this, callId, watcher));
    }

    private static SubjectKey LastOf(UserKey user, string purpose) => SubjectKey.Of(user).With(purpose);

    private ValueTask<TrackedCall?> FindByName(SubjectKey name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ref var found = ref _names.Find(name, Now);
            return ValueTask.FromResult(Unsafe.IsNullRef(ref found) ? null : Current(found.CallId));
        }
    }

    private TrackedCall? Current(string callId)
    {
        var now = Now;
        ref var entry = ref _calls.Find(SubjectKey.Of(callId), now);
        return Unsafe.IsNullRef(ref entry) || entry.End <= now ? null : entry.Call;
    }

    private void Remove(string callId, Action watcher)
    {
        lock (_lock)
        {
            var left = _watchers.GetValueOrDefault(callId, []).Remove(watcher);
            if (left.IsEmpty)
            {
                _watchers.Remove(callId);
            }
            else
            {
                _watchers[callId] = left;
            }
        }
    }

    private record struct Entry(TrackedCall Call, long End);

    private record struct Name(string CallId);

    private sealed class Watch(InMemoryVoiceCallStore store, string callId, Action watcher) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            store.Remove(callId, watcher);
            return ValueTask.CompletedTask;
        }
    }
}
