using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>A store whose steps are measured. A struct, so that measuring allocates nothing in process.</summary>
internal readonly struct MeasuredStore(IVoiceCodeStore store, CodeTelemetry telemetry)
{
    public async ValueTask<ChallengeGrant> BeginAsync(ChallengeRequest request, CancellationToken cancellationToken)
    {
        var begin = telemetry.BeginStep();
        try
        {
            var grant = await store.BeginAsync(request, cancellationToken).ConfigureAwait(false);
            telemetry.Step("begin", begin, grant.Status is not ChallengeStatus.Unavailable);
            return grant;
        }
        catch (Exception exception)
        {
            telemetry.Step("begin", begin, exception);
            throw;
        }
    }

    public async ValueTask<ChallengeVerdict> VerifyAsync(ChallengeTry challengeTry, CancellationToken cancellationToken)
    {
        var begin = telemetry.BeginStep();
        try
        {
            var verdict = await store.VerifyAsync(challengeTry, cancellationToken).ConfigureAwait(false);
            telemetry.Step("verify", begin, verdict.Status is not ChallengeStatus.Unavailable);
            return verdict;
        }
        catch (Exception exception)
        {
            telemetry.Step("verify", begin, exception);
            throw;
        }
    }

    public async ValueTask AbandonAsync(ChallengeRequest request, ChallengeGrant grant)
    {
        var begin = telemetry.BeginStep();
        try
        {
            await store.AbandonAsync(request, grant, CancellationToken.None).ConfigureAwait(false);
            telemetry.Step("abandon", begin, succeeded: true);
        }
        catch (Exception exception)
        {
            telemetry.Step("abandon", begin, exception);
            throw;
        }
    }

    public async ValueTask<bool> UnlockAsync(
        UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken)
    {
        var begin = telemetry.BeginStep();
        try
        {
            var succeeded = await store.UnlockAsync(user, purposeKind, cancellationToken).ConfigureAwait(false);
            telemetry.Step("unlock", begin, succeeded);
            return succeeded;
        }
        catch (Exception exception)
        {
            telemetry.Step("unlock", begin, exception);
            throw;
        }
    }

    public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId) =>
        store.RecordCall(request, grant, requestId);
}
