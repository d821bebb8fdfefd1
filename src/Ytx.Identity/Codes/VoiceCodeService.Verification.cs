using System.Diagnostics;
using Ytx.Voice;

namespace Ytx.Identity;

/// <content>Checking what was typed.</content>
public sealed partial class VoiceCodeService
{
    internal VoiceCodeVerification? LastVerification { get; private set; }

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
            if (!PhoneNumber.TryParse(subject.Number, out var number, out _))
            {
                return NotChecked(activity, door, VoiceCodeReason.InvalidPhoneNumber);
            }

            subject = subject.Of(number);
        }

        var attempt = new ChallengeAttempt
        {
            UserId = subject.Owner,
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

    /// <summary>What comes of checking a code of a user who has no number, and so no code.</summary>
    internal VoiceCodeVerification NothingToVerify(string purpose)
    {
        using var activity = CodeTelemetry.BeginVerification();
        return NotChecked(activity, VoiceCodePurpose.ClassOf(purpose), VoiceCodeReason.NoPhoneNumber);
    }

    internal ValueTask<bool> UnlockAsync(
        string userId, VoiceCodePurposeClass purposeClass, CancellationToken cancellationToken) =>
        _store.UnlockAsync(userId, purposeClass, cancellationToken);

    private VoiceCodeVerification NotChecked(Activity? activity, VoiceCodePurposeClass door, VoiceCodeReason reason)
    {
        _telemetry.Verification(activity, door, reason);
        return LastVerification = new VoiceCodeVerification { Reason = reason };
    }
}
