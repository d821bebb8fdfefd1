using System.Collections.Concurrent;
using Ytx.Identity.Hooks;
using Ytx.Voice;

namespace WebAppDemo.Tests;

/// <summary>Knows which numbers have a new holder, as a carrier's service does.</summary>
public sealed class Carrier : INumberHistory
{
    private readonly ConcurrentBag<string> _given = [];

    /// <summary>A number was given to somebody else.</summary>
    public void Give(string number) => _given.Add($"+86{number}");

    public ValueTask<bool> HasChangedHandsAsync(
        PhoneNumber number, DateTimeOffset? since, CancellationToken cancellationToken = default) => ValueTask.FromResult(_given.Contains(number.E164));
}
