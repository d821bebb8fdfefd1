using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <content>Placing what the store has granted.</content>
internal sealed partial class VoiceCodeService
{
    // For a sender that was registered without a pipeline, whose time limit is shorter.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(65);

    [SuppressMessage("Design", "CA1031", Justification = "The boundary to a sender that anybody may have written.")]
    private async ValueTask<VoiceCallResult> SendAsync(
        VoiceCodeCall call, bool isTest, ChallengeRequest request, ChallengeGrant grant, DateTimeOffset begun)
    {
        // From here on the call is not given up: the store has granted it, and the caller is told how it went.
        var outcome = VoiceCallOutcome.Accepted();
        try
        {
            if (isTest)
            {
                Log.TestNumber(_logger, request.PurposeKind);
            }
            else
            {
                // Taken only now: a UserManager creates its providers for every request, and few requests call.
                var sender = _services.GetRequiredService<IVoiceCodeSender>();
                outcome = await sender.SendAsync(call, CancellationToken.None).WaitAsync(MaxWait, _timeProvider).ConfigureAwait(false);
            }
        }
        catch (OptionsValidationException exception)
        {
            // Settings that were changed while running and are invalid: nothing was sent. The message names keys, no values.
            Log.SettingsFailed(_logger, exception.Message);
            outcome = VoiceCallOutcome.Refused(VoiceCallFailure.Configuration, exception.Message);
        }
        catch (Exception exception)
        {
            // Not what a sender may throw, so it does not say whether the phone rings. The type only: the rest may name it.
            Log.SenderFailed(_logger, exception.GetType());
            outcome = VoiceCallOutcome.Unknown(VoiceCallFailure.Gateway, "The sender threw an exception.");
        }

        if (!outcome.MayHaveBeenPlaced)
        {
            Log.CallFailed(_logger, outcome.Failure);
            return await GiveBackAsync(call, request, grant, outcome).ConfigureAwait(false);
        }

        if (!outcome.IsAccepted)
        {
            Log.OutcomeUnknown(_logger, outcome.Failure);
        }

        if (outcome.RequestId is { } requestId)
        {
            _store.RecordCall(request, grant, requestId);
        }

        // The store's times began before the call, which may have taken seconds.
        var wait = grant.RetryAfter - (_timeProvider.GetUtcNow() - begun);
        return new VoiceCallResult
        {
            Reason = outcome.IsAccepted ? VoiceCodeReason.None : VoiceCodeReason.CallOutcomeUnknown,
            RetryAfter = WholeSeconds(wait),
            CallId = isTest || _services.GetService<VoiceCalls>() is not { } calls ? null
                : await calls.FollowAsync(
                    request.User, request.Purpose, call.To.E164, outcome, begun + grant.Life, wait).ConfigureAwait(false),
            ExpiresAt = begun + grant.Life,
            TriesLeft = grant.TriesLeft,
            Number = call.To,
            RequestId = outcome.RequestId,
            IsRepeated = grant.Nonce != request.Nonce,
            Code = call.Code,
        };
    }

    private async ValueTask<VoiceCallResult> GiveBackAsync(
        VoiceCodeCall call, ChallengeRequest request, ChallengeGrant grant, VoiceCallOutcome refusal)
    {
        await _store.AbandonAsync(request, grant).ConfigureAwait(false);
        return new VoiceCallResult
        {
            Reason = refusal.Failure switch
            {
                VoiceCallFailure.Unavailable => VoiceCodeReason.Unavailable,
                VoiceCallFailure.Destination => VoiceCodeReason.DestinationNotAllowed,
                // For all else the page can say no more than that the call failed.
                _ => VoiceCodeReason.CallFailed,
            },
            RetryAfter = WholeSeconds(refusal.RetryAfter),
            Number = call.To,
        };
    }
}
