using Ytx.Voice;

namespace Ytx.Identity.Hooks;

/// <summary>Something that happened to a code, for an audit.</summary>
public sealed class VoiceCodeEvent
{
    /// <summary>What happened.</summary>
    public required VoiceCodeEventKind Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The user; null where a number was verified without one. Personal data.</summary>
    public required string? UserId { get; init; }

    /// <summary>What kind of thing the code is for.</summary>
    public required VoiceCodePurposeKind PurposeKind { get; init; }

    /// <summary>Why it was denied or not accepted; <see cref="VoiceCodeReason.None"/> otherwise.</summary>
    public VoiceCodeReason Reason { get; init; }

    /// <summary>The limit that denied; null if none did.</summary>
    public CallDenial? DeniedBy { get; init; }

    /// <summary>Why a guard refused the call; null if none did, or it gave no reason.</summary>
    public string? GuardReason { get; init; }

    /// <summary>The number with its middle hidden; null where it is not known.</summary>
    public string? MaskedNumber { get; init; }

    /// <summary>The vendor's name for the call; null if there is none.</summary>
    public string? RequestId { get; init; }

    /// <summary>How far the call has come; null unless a vendor reported that.</summary>
    public VoiceCallState? CallState { get; init; }

    /// <summary>How long the call was connected; null if that is not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What the call cost, in the currency of the vendor's account; null if that is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Kind and reason only.</summary>
    public override string ToString() => $"{Kind}: {Reason}";
}
