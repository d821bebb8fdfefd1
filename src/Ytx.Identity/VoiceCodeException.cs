namespace Ytx.Identity;

/// <summary>
/// Identity asked for a code, and no call was placed, or it is unknown whether one was. Pages that expect this use
/// <see cref="IVoiceCodeManager{TUser}"/>, which returns it as a value.
/// </summary>
public sealed class VoiceCodeException : Exception
{
    internal VoiceCodeException(VoiceCallResult result)
        : base(result.Reason is VoiceCodeReason.CallOutcomeUnknown
            ? "It is unknown whether the voice call was placed; the phone may ring."
            : $"No voice call was placed: {result.Reason}.") => Result = result;

    /// <summary>
    /// Why no call was placed; <see cref="VoiceCodeReason.CallOutcomeUnknown"/> if one may have been, so that the phone may ring.
    /// </summary>
    public VoiceCodeReason Reason => Result.Reason;

    /// <summary>How long to wait before asking again; null if waiting does not help or the time is unknown.</summary>
    public TimeSpan? RetryAfter => Result.RetryAfter;

    /// <summary>All that is known.</summary>
    public VoiceCallResult Result { get; }
}
