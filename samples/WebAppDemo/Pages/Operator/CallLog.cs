using Ytx.Identity.Hooks;

namespace WebAppDemo;

/// <summary>What happened to codes in the last 72 hours, in memory, for the operator's page. Numbers are masked.</summary>
/// <remarks>Of this host only, and gone with it: a site keeps its audit in a database.</remarks>
public sealed class CallLog(TimeProvider clock) : IVoiceCodeObserver
{
    /// <summary>How long an event is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(72);

    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<VoiceCodeEvent> _events = [];

    /// <summary>The events of a user, newest first; all of them if it is null, those too that have no user.</summary>
    public IReadOnlyList<VoiceCodeEvent> Of(string? userId)
    {
        var since = clock.GetUtcNow() - Kept;
        lock (_lock)
        {
            return [.. _events.TakeWhile(seen => seen.At > since).Where(seen => userId is null || seen.UserId == userId)];
        }
    }

    public ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _events.AddFirst(voiceCodeEvent);
            if (_events.Count > Capacity)
            {
                _events.RemoveLast();
            }
        }

        return ValueTask.CompletedTask;
    }
}
