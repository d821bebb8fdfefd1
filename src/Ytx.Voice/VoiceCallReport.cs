namespace Ytx.Voice;

/// <summary>What a vendor says about a call that it accepted, in our words: the translation is the vendor's.</summary>
/// <remarks>Not a record: a generated <c>ToString</c> would print the number.</remarks>
public sealed class VoiceCallReport
{
    /// <summary>The vendor's name for the call, as <see cref="VoiceCallOutcome.RequestId"/> gave it.</summary>
    public required string RequestId { get; init; }

    /// <summary>
    /// The call's state; null if the report does not say, such as one that says what the call cost. Without a state, a report is
    /// ignored unless it has <see cref="Duration"/> or <see cref="Cost"/>.
    /// </summary>
    public VoiceCallState? State { get; init; }

    /// <summary>
    /// The number that was called, in E.164 or as the vendor writes it for mainland China. It must be that of the call. A report
    /// needs this or <see cref="NumberEnding"/>. Without both, or with another number, it is ignored, and counted as
    /// <c>other_call</c>. Personal data.
    /// </summary>
    public string? Number { get; init; }

    /// <summary>
    /// Where the vendor gives only the end of the number: its last digits, 4 at least. They must be those of the call. A report
    /// needs this or <see cref="Number"/>.
    /// </summary>
    public string? NumberEnding { get; init; }

    /// <summary>
    /// The vendor's name for the application that placed the call. If the call has one (<see cref="VoiceCallOutcome.Application"/>)
    /// and the report too, they must be the same.
    /// </summary>
    public string? Application { get; init; }

    /// <summary>When the call was answered; null if it was not, or that is not known.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>How long the call was connected; null if that is not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What the call cost, in the currency of the vendor's account; null if that is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>
    /// Whether the vendor has proved that it is its own, by an answer to a signed question for example. What anybody could have
    /// sent to a public address is not confirmed.
    /// </summary>
    public bool IsConfirmed { get; init; }

    /// <summary>The state only.</summary>
    public override string ToString() => State?.ToString() ?? "";
}
