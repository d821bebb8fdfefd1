namespace Ytx.Identity.Hooks;

/// <summary>
/// Hears what happens to codes, for an audit trail or a warning to the user. Any number of them can be registered. One
/// that fails, or takes longer than two seconds, is logged and breaks nothing. They are awaited inside the request, one after the
/// other in the order of their registration, so each can delay the page by two seconds: put what is slow into a queue.
/// </summary>
public interface IVoiceCodeObserver
{
    /// <summary>Hears of one event, after it happened.</summary>
    /// <param name="voiceCodeEvent">The event.</param>
    /// <param name="cancellationToken">Cancelled after two seconds.</param>
    /// <returns>A task that ends when it was noted.</returns>
    ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default);
}
