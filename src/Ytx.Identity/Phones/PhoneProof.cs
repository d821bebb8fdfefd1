using Ytx.Voice;

namespace Ytx.Identity.Phones;

/// <summary>What came of taking a proof that somebody holds a number.</summary>
public sealed class PhoneProof
{
    /// <summary>
    /// Why it was not taken: <see cref="VoiceCodeReason.InvalidToken"/> if it is no proof for this purpose, was taken before or has ended,
    /// <see cref="VoiceCodeReason.Unavailable"/> if the store cannot say; <see cref="VoiceCodeReason.None"/> if it was taken.
    /// </summary>
    public VoiceCodeReason Reason { get; init; }

    /// <summary>The number that was proved; null if the proof was not taken. Personal data.</summary>
    public PhoneNumber? Number { get; init; }

    /// <summary>When its code was typed; null if the proof was not taken.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>The reason only.</summary>
    public override string ToString() => Reason.ToString();
}
