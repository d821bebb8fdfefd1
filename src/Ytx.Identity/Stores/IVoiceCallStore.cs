using System.Diagnostics.CodeAnalysis;

namespace Ytx.Identity.Stores;

/// <summary>
/// Keeps what is known of calls for a quarter of an hour, for the pages of those who wait. Nothing in it decides whether a code
/// is accepted, so a store that has lost everything costs no more than the news.
/// </summary>
[Experimental("YTX001")]
public interface IVoiceCallStore
{
    /// <summary>How long a call is kept after it was placed: the longest life of a code, and the vendor's record after it.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Adds a call that was just placed. From then on it is found by its id and by its request id, and is its user's last.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was added; false if the store is full or cannot be reached.</returns>
    ValueTask<bool> TryAddAsync(TrackedCall call, CancellationToken cancellationToken = default);

    /// <summary>Finds a call.</summary>
    /// <param name="callId">Its id, or what somebody typed in its place.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The call; null if there is none, or the store cannot be reached.</returns>
    ValueTask<TrackedCall?> FindAsync(string callId, CancellationToken cancellationToken = default);

    /// <summary>Finds a call by the vendor's name for it.</summary>
    /// <param name="requestId">The vendor's name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The call; null if there is none, or the store cannot be reached.</returns>
    ValueTask<TrackedCall?> FindByRequestIdAsync(string requestId, CancellationToken cancellationToken = default);

    /// <summary>Finds the last call for a user and a purpose.</summary>
    /// <param name="user">The user.</param>
    /// <param name="purpose">The purpose.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The call; null if there is none, or the store cannot be reached.</returns>
    ValueTask<TrackedCall?> FindLastAsync(UserKey user, string purpose, CancellationToken cancellationToken = default);

    /// <summary>Changes a call, unless somebody else has changed it, and tells everybody who watches it, on every host.</summary>
    /// <param name="known">The call as it was found.</param>
    /// <param name="changed">The call as it shall be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was changed; if not, find it again.</returns>
    ValueTask<bool> TryChangeAsync(
        TrackedCall known, TrackedCall changed, CancellationToken cancellationToken = default);

    /// <summary>Watches a call. What changes after this has returned is told; so whoever reads the call afterwards misses nothing.</summary>
    /// <param name="callId">Its id.</param>
    /// <param name="changed">Called at each change, on any thread; must return at once.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Ends the watching when disposed of.</returns>
    ValueTask<IAsyncDisposable> WatchAsync(string callId, Action changed, CancellationToken cancellationToken = default);
}
