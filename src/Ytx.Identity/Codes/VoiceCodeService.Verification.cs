using System.Diagnostics;
using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity;

/// <content>Checking what was typed.</content>
public sealed partial class VoiceCodeService
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

    internal bool CanBeCode(string? typed)
    {
        Span<char> code = stackalloc char[_limits.Options.Length];
        return TypedCode.TryRead(typed, code);
    }

    internal async ValueTask<VoiceCodeVerification> VerifyAsync(
        VoiceCodeSubject subject, string? typed, CancellationToken cancellationToken)
    {
        // What cannot be a code costs no store access and no try, so nobody can be locked out with it.
        using var activity = CodeTelemetry.BeginVerification();
        Span<char> code = stackalloc char[_limits.Options.Length];
        if (!TypedCode.TryRead(typed, code))
        {
            return NotChecked(activity, subject.PurposeClass, VoiceCodeReason.Malformed);
        }

        var door = subject.PurposeClass;
        if (door is VoiceCodePurposeClass.Confirm)
        {
            if (!TryParse(subject.Number, out var number))
            {
                return NotChecked(activity, door, VoiceCodeReason.InvalidPhoneNumber);
            }

            subject = subject.Of(number);
        }

        var attempt = new ChallengeAttempt
        {
            Owner = subject.Owner,
            Purpose = subject.Purpose,
            PurposeClass = door,
            Verifier = VoiceCodeDerivation.Verifier(subject, code),
            Number = door is VoiceCodePurposeClass.Confirm ? subject.Number : null,
            Guesses = _limits.GuessesAt(door),
        };
        ChallengeVerdict verdict;
        try
        {
            verdict = await _store.VerifyAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _telemetry.Verification(activity, door, exception);
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
        _telemetry.Verification(activity, door, reason);
        await _audit.VerificationAsync(subject, LastVerification).ConfigureAwait(false);
        return LastVerification;
    }

    /// <summary>What comes of checking a code where there is nothing to check.</summary>
    internal VoiceCodeVerification NothingToVerify(
        string purpose, VoiceCodeReason reason, IReadOnlyList<IdentityError>? errors = null)
    {
        using var activity = CodeTelemetry.BeginVerification();
        return NotChecked(activity, VoiceCodePurpose.ClassOf(purpose), reason, errors);
    }

    internal ValueTask<bool> UnlockAsync(
        CodeOwner owner, VoiceCodePurposeClass purposeClass, CancellationToken cancellationToken) =>
        _store.UnlockAsync(owner, purposeClass, cancellationToken);

    private VoiceCodeVerification NotChecked(
        Activity? activity, VoiceCodePurposeClass door, VoiceCodeReason reason, IReadOnlyList<IdentityError>? errors = null)
    {
        _telemetry.Verification(activity, door, reason);
        return LastVerification = new VoiceCodeVerification { Reason = reason, Errors = errors ?? [] };
    }
}
