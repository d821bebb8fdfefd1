using System.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <content>Checking what was typed.</content>
internal sealed partial class VoiceCodeService
{
    private VoiceCodeSubject? _passed;

    internal VoiceCodeVerification? LastVerification { get; private set; }

    /// <summary>
    /// What was verified in this scope, whose code is used up, while Identity does the step that it was for and asks the
    /// token provider once more; null before and after.
    /// </summary>
    internal void Pass(VoiceCodeSubject? subject) => _passed = subject;

    /// <summary>Whether exactly this was verified: the user's stamp and number are still the same. Once.</summary>
    internal bool TakePass(in VoiceCodeSubject subject)
    {
        var isPassed = _passed == subject;
        _passed = null;
        return isPassed;
    }

    internal bool IsWellFormedCode(string? typed)
    {
        Span<char> code = stackalloc char[_limits.Options.Codes.Length];
        return TypedCode.TryRead(typed, code);
    }

    internal async ValueTask<VoiceCodeVerification> VerifyAsync(
        VoiceCodeSubject subject, string? typed, CancellationToken cancellationToken)
    {
        // What cannot be a code costs no store access and no try, so nobody can be locked out with it.
        using var activity = CodeTelemetry.BeginVerification();
        Span<char> code = stackalloc char[_limits.Options.Codes.Length];
        if (!TypedCode.TryRead(typed, code))
        {
            return NotChecked(activity, subject.PurposeKind, VoiceCodeReason.Malformed);
        }

        var kind = subject.PurposeKind;
        if (kind is VoiceCodePurposeKind.ChangePhoneNumber)
        {
            if (!TryParse(subject.Number, out var number))
            {
                return NotChecked(activity, kind, VoiceCodeReason.InvalidPhoneNumber);
            }

            subject = subject.Of(number);
        }

        var challengeTry = new ChallengeTry
        {
            User = subject.User,
            Purpose = subject.Purpose,
            PurposeKind = kind,
            Verifier = VoiceCodeDerivation.Verifier(subject, code),
            Number = kind is VoiceCodePurposeKind.ChangePhoneNumber ? subject.Number : null,
            WrongCodes = _limits.WrongCodesFor(kind),
        };
        ChallengeVerdict verdict;
        try
        {
            verdict = await _store.VerifyAsync(challengeTry, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _telemetry.Verification(activity, kind, exception);
            throw;
        }

        var reason = verdict.Status switch
        {
            ChallengeStatus.Verified => VoiceCodeReason.None,
            ChallengeStatus.Wrong => VoiceCodeReason.WrongCode,
            ChallengeStatus.Missing => VoiceCodeReason.NoLiveCode,
            ChallengeStatus.TriesUsedUp => VoiceCodeReason.TriesUsedUp,
            ChallengeStatus.LockedOut => VoiceCodeReason.LockedOut,
            _ => VoiceCodeReason.Unavailable,
        };
        LastVerification = new VoiceCodeVerification
        {
            Reason = reason,
            TriesLeft = reason is VoiceCodeReason.WrongCode or VoiceCodeReason.TriesUsedUp ? verdict.TriesLeft : null,
            RetryAfter = WholeSeconds(verdict.RetryAfter),
            RequestId = verdict.RequestId,
        };
        _telemetry.Verification(activity, kind, reason);
        if (reason is VoiceCodeReason.None or VoiceCodeReason.TriesUsedUp)
        {
            // Later, since nobody waits for it.
            _services.GetService<CallReportQueue>()?.Ended(new(subject.User, subject.Purpose, reason is VoiceCodeReason.None));
        }

        await _audit.VerificationAsync(subject, LastVerification).ConfigureAwait(false);
        return LastVerification;
    }

    /// <summary>What comes of checking a code where there is nothing to check.</summary>
    internal VoiceCodeVerification NothingToVerify(
        string purpose, VoiceCodeReason reason, IReadOnlyList<IdentityError>? errors = null)
    {
        using var activity = CodeTelemetry.BeginVerification();
        return NotChecked(activity, VoiceCodePurpose.KindOf(purpose), reason, errors);
    }

    internal ValueTask<bool> UnlockAsync(
        UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken) =>
        _store.UnlockAsync(user, purposeKind, cancellationToken);

    private VoiceCodeVerification NotChecked(
        Activity? activity, VoiceCodePurposeKind kind, VoiceCodeReason reason, IReadOnlyList<IdentityError>? errors = null)
    {
        _telemetry.Verification(activity, kind, reason);
        return LastVerification = new VoiceCodeVerification { Reason = reason, Errors = errors ?? [] };
    }
}
