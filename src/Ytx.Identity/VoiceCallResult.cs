using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>What came of asking for a call.</summary>
public sealed class VoiceCallResult
{
    // Less than zero for null, which is half the size or less: P2 counts bytes. A code has ten tries at most.
    private readonly long _retryAfter = -1;
    private readonly sbyte _triesLeft = -1;

    // A call that was placed has an id, one that was not may have a guard's reason.
    private readonly string? _note;

    /// <summary>Whether a call was accepted, or a test number was used.</summary>
    public bool Succeeded => Reason is VoiceCodeReason.None;

    /// <summary>
    /// Why no call was placed; <see cref="VoiceCodeReason.CallOutcomeUnknown"/> if one may have been, so that the phone may ring;
    /// <see cref="VoiceCodeReason.None"/> if it succeeded.
    /// </summary>
    public VoiceCodeReason Reason { get; init; }

    /// <summary>The limit that denied the call; null if none did.</summary>
    public CallDenial? DeniedBy { get; init; }

    /// <summary>
    /// How long to wait before asking again, in whole seconds: after a denial, and after a call until the next one
    /// is allowed. Null if waiting does not help or the time is unknown.
    /// </summary>
    public TimeSpan? RetryAfter
    {
        get => _retryAfter < 0 ? null : TimeSpan.FromTicks(_retryAfter);
        init => _retryAfter = value?.Ticks ?? -1;
    }

    /// <summary>
    /// When the code that waits ends: the one that was spoken, or after a denial the live one; null if none waits.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many tries that code has left; null if none waits.</summary>
    public int? TriesLeft
    {
        get => _triesLeft < 0 ? null : _triesLeft;
        init => _triesLeft = (sbyte)(value is { } left ? Math.Clamp(left, 0, sbyte.MaxValue) : -1);
    }

    /// <summary>The number with its middle hidden; null if there is none.</summary>
    public string? MaskedNumber { get => field ??= Number?.Masked; init; }

    /// <summary>The vendor's name for the call; null if it gave none.</summary>
    public string? RequestId { get; init; }

    /// <summary>
    /// The call's id for this user's page, under which <see cref="IVoiceCodeManager{TUser}.GetCallAsync"/> finds it; null if no call
    /// was placed, or <c>AddYtxCallStatus()</c> was not called.
    /// </summary>
    public string? CallId { get => IsPlaced ? _note : null; init => _note = value ?? _note; }

    /// <summary>The number, which is masked when somebody asks: through Identity's contract nobody does.</summary>
    internal PhoneNumber? Number { get; init; }

    /// <summary>Why a guard refused the call.</summary>
    internal string? GuardReason { get => IsPlaced ? null : _note; init => _note = value ?? _note; }

    /// <summary>Whether the phone rings, or may.</summary>
    internal bool IsPlaced => Reason is VoiceCodeReason.None or VoiceCodeReason.CallOutcomeUnknown;

    /// <summary>Whether the call speaks a code again that an earlier one spoke.</summary>
    internal bool IsRepeated { get; init; }

    /// <summary>What Identity's contract wants back. Secret.</summary>
    internal string? Code { get; init; }

    /// <summary>The reason only.</summary>
    public override string ToString() => Reason.ToString();
}
