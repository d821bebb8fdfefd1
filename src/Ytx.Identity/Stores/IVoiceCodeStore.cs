using System.Diagnostics.CodeAnalysis;
using Ytx.Voice;

namespace Ytx.Identity.Stores;

/// <summary>
/// Where challenges wait and limits are counted. Every method is one atomic step: two racing requests can never both
/// win. That is why <c>IDistributedCache</c>, which only reads and writes, cannot be one.
/// </summary>
/// <remarks>
/// What every store holds to:
/// <list type="bullet">
/// <item>A request that is not granted by everything it asks changes nothing that anybody can observe.</item>
/// <item>A challenge exists only once everything has granted. Its end is an absolute time and never moves.</item>
/// <item>A try is on record before it is compared. Where nothing can be written, nothing is compared.</item>
/// <item>A step that has begun is finished: cancelling refuses one that has not, and comes too late for any other.</item>
/// <item>A store that cannot be reached, or does not know whether its step ran, answers
/// <see cref="ChallengeStatus.Unavailable"/>: nothing is granted and nothing accepted.</item>
/// <item>It never learns a code: what it keeps is a nonce and a verifier, both worthless without the user's security
/// stamp.</item>
/// </list>
/// </remarks>
[Experimental("YTX001")]
public interface IVoiceCodeStore
{
    /// <summary>
    /// Takes one call from every claimed allowance and opens a challenge, or finds the one still alive. If one
    /// allowance denies, none is touched.
    /// </summary>
    /// <param name="request">The challenge to open and the allowances to take from.</param>
    /// <param name="cancellationToken">Refuses a step that has not begun.</param>
    /// <returns>The grant, or the denial.</returns>
    ValueTask<ChallengeGrant> BeginAsync(ChallengeRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives back what a grant took, because it is certain that no phone rang, but for what counts attempts. A challenge
    /// that the grant opened ends, and the one that it replaced comes back, with the end and the tries that it had.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="grant">What was granted.</param>
    /// <param name="cancellationToken">Refuses a step that has not begun.</param>
    /// <returns>A task that ends when it is given back, or cannot be.</returns>
    ValueTask AbandonAsync(
        ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes the vendor's name for the call that speaks the code, so that an audit can say which call was verified. Waits
    /// for nothing, and may be lost. Must not throw: the call has been placed.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="grant">What was granted.</param>
    /// <param name="requestId">The vendor's name for the call.</param>
    void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId);

    /// <summary>
    /// Counts a try as a wrong one, then compares. On a match the challenge is used up, the try and the wrong tries in a row
    /// are forgiven, and so is what its calls took from allowances that end on success.
    /// </summary>
    /// <param name="challengeTry">The try.</param>
    /// <param name="cancellationToken">Refuses a step that has not begun.</param>
    /// <returns>The verdict.</returns>
    ValueTask<ChallengeVerdict> VerifyAsync(ChallengeTry challengeTry, CancellationToken cancellationToken = default);

    /// <summary>Forgets a user's wrong tries.</summary>
    /// <param name="user">The user.</param>
    /// <param name="purposeKind">For which kind of purpose.</param>
    /// <param name="cancellationToken">Refuses a step that has not begun.</param>
    /// <returns>Whether the store could be reached.</returns>
    ValueTask<bool> UnlockAsync(
        UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken = default);
}
