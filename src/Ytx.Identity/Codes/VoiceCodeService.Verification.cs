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
            _telemetry.Verification(activity, subject.PurposeClass, VoiceCodeReason.Malformed);
            return LastVerification = new VoiceCodeVerification { Reason = VoiceCodeReason.Malformed };
        }

        var attempt = new ChallengeAttempt
        {
            UserId = subject.UserId,
            Purpose = subject.Purpose,
            PurposeClass = subject.PurposeClass,
            Verifier = VoiceCodeDerivation.Verifier(subject, code),
            Number = subject.PurposeClass is VoiceCodePurposeClass.Confirm ? subject.Number : null,
            Guesses = _limits.GuessesAt(subject.PurposeClass),
        };
        ChallengeVerdict verdict;
        try
        {
            verdict = await _store.VerifyAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _telemetry.Verification(activity, subject.PurposeClass, exception);
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
        _telemetry.Verification(activity, subject.PurposeClass, reason);
        await _audit.VerificationAsync(subject, LastVerification).ConfigureAwait(false);
        return LastVerification;
    }

    /// <summary>What comes of checking a code of a user who has no number, and so no code.</summary>
    internal VoiceCodeVerification NothingToVerify(string purpose)
    {
        using var activity = CodeTelemetry.BeginVerification();
        _telemetry.Verification(activity, VoiceCodePurpose.ClassOf(purpose), VoiceCodeReason.NoPhoneNumber);
        return LastVerification = new VoiceCodeVerification { Reason = VoiceCodeReason.NoPhoneNumber };
    }

    internal ValueTask<bool> UnlockAsync(
        string userId, VoiceCodePurposeClass purposeClass, CancellationToken cancellationToken) =>
        _store.UnlockAsync(userId, purposeClass, cancellationToken);
}
