using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

/// <summary>A store that cannot be reached.</summary>
public sealed class BrokenStore : IVoiceCodeStore
{
    public ValueTask<ChallengeGrant> BeginAsync(
        ChallengeRequest request, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new ChallengeGrant { Status = ChallengeStatus.Unavailable });

    public ValueTask AbandonAsync(
        ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default) => default;

    public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId)
    {
    }

    public ValueTask<ChallengeVerdict> VerifyAsync(
        ChallengeTry challengeTry, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new ChallengeVerdict(ChallengeStatus.Unavailable));

    public ValueTask<bool> UnlockAsync(
        UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(false);
}
