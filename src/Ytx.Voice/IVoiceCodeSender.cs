namespace Ytx.Voice;

/// <summary>Rings one phone and speaks one code. The seam behind which any vendor fits.</summary>
/// <remarks>
/// An implementation places at most one call for one invocation: it may try again only while nothing can have reached the
/// vendor. It must not log or return the code or the number. What a vendor may answer is a value; what it throws all the same
/// counts as unknown.
/// </remarks>
public interface IVoiceCodeSender
{
    /// <summary>Asks for the call and returns when the vendor has answered, which is before the phone rings.</summary>
    /// <param name="call">The number to ring and the code to speak.</param>
    /// <param name="cancellationToken">Gives up waiting. A call that was already handed over still rings.</param>
    /// <returns>Accepted, refused, or unknown.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled; the call may have been placed all the same.
    /// </exception>
    Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether the sender can call numbers of a region. At start, allowed regions that it cannot call are reported. The default
    /// is true, so a decorator must override this method and ask the inner sender.
    /// </summary>
    /// <param name="region">The region, in two capital letters (ISO 3166-1 alpha-2), such as <c>CN</c>.</param>
    /// <returns>False only if every such call would be refused.</returns>
    bool CanRing(string region) => true;
}
