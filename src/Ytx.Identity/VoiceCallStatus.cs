using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>What a page shows of a call. It is advice: only a code proves anything.</summary>
public sealed record VoiceCallStatus
{
    /// <summary>How far the call has come.</summary>
    public required VoiceCallState State { get; init; }

    /// <summary>
    /// Whether nothing more will be heard of it: the state is final and need not be proved any more, its code was used, or its code
    /// has ended.
    /// </summary>
    public required bool IsOver { get; init; }

    /// <summary>When the call was answered; null if it was not.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>How long the call was connected; null if that is not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// Whether another call can reach anybody: not where the phone is switched off or suspended, or there is no such number. Then
    /// offer another way.
    /// </summary>
    public required bool CanCallAgain { get; init; }

    /// <summary>
    /// When the next call is allowed, as far as this one is concerned. After a call that was busy or declined that is 15 seconds after
    /// it was placed, if only the cool-down kept it longer. Null if no time allows it.
    /// </summary>
    public DateTimeOffset? NextCallAt { get; init; }
}
