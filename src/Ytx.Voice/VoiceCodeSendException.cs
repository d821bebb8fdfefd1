namespace Ytx.Voice;

/// <summary>A call was refused, or it is unknown whether it was accepted.</summary>
/// <remarks>The message says what to mend. It never carries the code, the number or a secret.</remarks>
public sealed class VoiceCodeSendException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">Why, by who can mend it.</param>
    /// <param name="message">What happened and what to mend, without code, number or secret.</param>
    /// <param name="mayHaveBeenPlaced">True unless it is certain that no phone rings.</param>
    /// <param name="innerException">The cause, if it is safe to show.</param>
    public VoiceCodeSendException(
        VoiceCodeFailure failure, string message, bool mayHaveBeenPlaced, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
        MayHaveBeenPlaced = mayHaveBeenPlaced;
    }

    /// <summary>Why, by who can mend it.</summary>
    public VoiceCodeFailure Failure { get; }

    /// <summary>
    /// False when it is certain that no phone rings; true when the call may have been placed, so that nobody
    /// places it a second time.
    /// </summary>
    public bool MayHaveBeenPlaced { get; }

    /// <summary>The vendor's own status code, such as <c>-205</c>; null if there was none.</summary>
    public string? StatusCode { get; init; }

    /// <summary>How long to wait before the next call: what the vendor asked for, or how long it is left alone; null if unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
