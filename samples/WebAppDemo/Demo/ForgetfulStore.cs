using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>The store in memory, which the handset's button replaces by an empty one: for a developer who has used up the limits.</summary>
internal sealed class ForgetfulStore(Func<IVoiceCodeStore> create) : IVoiceCodeStore, IHealthCheck
{
    private volatile IVoiceCodeStore _store = create();

    public void Forget() => _store = create();

    public ValueTask<ChallengeGrant> BeginAsync(ChallengeRequest request, CancellationToken cancellationToken = default) =>
        _store.BeginAsync(request, cancellationToken);

    public ValueTask AbandonAsync(ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default) =>
        _store.AbandonAsync(request, grant, cancellationToken);

    public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId) => _store.RecordCall(request, grant, requestId);

    public ValueTask<ChallengeVerdict> VerifyAsync(ChallengeTry challengeTry, CancellationToken cancellationToken = default) =>
        _store.VerifyAsync(challengeTry, cancellationToken);

    public ValueTask<bool> UnlockAsync(UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken = default) =>
        _store.UnlockAsync(user, purposeKind, cancellationToken);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        ((IHealthCheck)_store).CheckHealthAsync(context, cancellationToken);
}
