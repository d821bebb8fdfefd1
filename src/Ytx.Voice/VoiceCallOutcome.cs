using System.Diagnostics.CodeAnalysis;

namespace Ytx.Voice;

/// <summary>
/// What came of asking a vendor for one call: accepted, refused, or unknown. The caller need catch nothing: a sender throws
/// for misuse and for cancellation only.
/// </summary>
/// <remarks>Neither message nor anything else of it carries the code, the number or a secret.</remarks>
public sealed class VoiceCallOutcome
{
    private VoiceCallOutcome(bool mayHaveBeenPlaced, VoiceCallFailure? failure, string? message, string? requestId)
    {
        MayHaveBeenPlaced = mayHaveBeenPlaced;
        Failure = failure;
        Message = message;
        RequestId = requestId;
    }

    /// <summary>Whether the vendor has accepted the call. Accepted is not delivered: the phone has yet to ring.</summary>
    [MemberNotNullWhen(false, nameof(Failure), nameof(Message))]
    public bool IsAccepted => Failure is null;

    /// <summary>
    /// False only if it is certain that no phone rings. True also where that is unknown, so that nobody calls a second time.
    /// </summary>
    public bool MayHaveBeenPlaced { get; }

    /// <summary>The vendor's name for the call, by which it reports on it later; null if it gave none.</summary>
    public string? RequestId { get; }

    /// <summary>
    /// The vendor's name for the application that placed the call, which its reports repeat; null if there is none.
    /// </summary>
    public string? Application { get; private init; }

    /// <summary>Why the call was not accepted, by who can fix it; null if it was.</summary>
    public VoiceCallFailure? Failure { get; }

    /// <summary>What happened and what to fix, for an operator; null if the call was accepted.</summary>
    public string? Message { get; }

    /// <summary>The vendor's own status code, such as <c>-205</c>; null if there was none.</summary>
    public string? StatusCode { get; private init; }

    /// <summary>How long to wait before the next call: what the vendor asked for, or how long it is spared; null if unknown.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The vendor has accepted the call.</summary>
    /// <param name="requestId">The vendor's name for the call; null if it gave none.</param>
    /// <param name="application">
    /// The vendor's name for the application that placed it, if its reports repeat that; null if not.
    /// </param>
    /// <returns>The outcome.</returns>
    public static VoiceCallOutcome Accepted(string? requestId = null, string? application = null) =>
        new(mayHaveBeenPlaced: true, failure: null, message: null, requestId) { Application = application };

    /// <summary>It is certain that no phone rings, so the call is given back to the user and another sender may be asked.</summary>
    /// <param name="failure">Why, by who can fix it.</param>
    /// <param name="message">What happened and what to fix, without code, number or secret.</param>
    /// <param name="statusCode">The vendor's own status code, if there was one.</param>
    /// <param name="retryAfter">How long to wait before the next call, zero or more, if that is known.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentException"><paramref name="message"/> is empty.</exception>
    public static VoiceCallOutcome Refused(
        VoiceCallFailure failure, string message, string? statusCode = null, TimeSpan? retryAfter = null) =>
        Failed(mayHaveBeenPlaced: false, failure, message, statusCode, retryAfter);

    /// <summary>The call may have been placed: the phone may ring, so nobody places it a second time.</summary>
    /// <param name="failure">Why that is not known, by who can fix it.</param>
    /// <param name="message">What happened and what to fix, without code, number or secret.</param>
    /// <param name="statusCode">The vendor's own status code, if there was one.</param>
    /// <param name="retryAfter">How long to wait before the next call, zero or more, if that is known.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentException"><paramref name="message"/> is empty.</exception>
    public static VoiceCallOutcome Unknown(
        VoiceCallFailure failure, string message, string? statusCode = null, TimeSpan? retryAfter = null) =>
        Failed(mayHaveBeenPlaced: true, failure, message, statusCode, retryAfter);

    /// <summary>Accepted, or the failure and whether the phone may ring.</summary>
    public override string ToString() =>
        IsAccepted ? "Accepted" : $"{(MayHaveBeenPlaced ? "Unknown" : "Refused")} ({Failure})";

    internal static VoiceCallOutcome Failed(
        bool mayHaveBeenPlaced, VoiceCallFailure failure, string message, string? statusCode = null, TimeSpan? retryAfter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(message);
        return new(mayHaveBeenPlaced, failure, message, requestId: null) { StatusCode = statusCode, RetryAfter = retryAfter };
    }
}
