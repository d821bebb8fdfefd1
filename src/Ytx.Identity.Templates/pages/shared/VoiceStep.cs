using Ytx.Identity;

namespace Company.Site;

/// <summary>What a page with a spoken code shows: what happened, and what can be done now.</summary>
/// <param name="Sentence">What happened; null before anything has.</param>
/// <param name="IsWrong">Whether it did not work.</param>
/// <param name="HasCode">Whether a code waits that can be typed; if not, there is no field for one.</param>
/// <param name="CanCall">Whether it makes sense to ask for a call.</param>
public sealed record VoiceStep(string? Sentence = null, bool IsWrong = false, bool HasCode = false, bool CanCall = true)
{
    /// <summary>How long the code can be typed that was just spoken.</summary>
    public TimeSpan? CodeLife { get; private init; }

    /// <summary>How long the next call has to wait, where the sentence does not say so.</summary>
    public TimeSpan? NextCall { get; private init; }

    /// <summary>After a call was asked for.</summary>
    /// <param name="call">What came of it.</param>
    /// <param name="sentence">That in words.</param>
    /// <param name="hadCode">Whether a code of an earlier call waited: a call that was not placed leaves it as it was.</param>
    /// <param name="now">The time.</param>
    public static VoiceStep After(VoiceCallResult call, string sentence, bool hadCode, DateTimeOffset now)
    {
        var hasCode = (call.ExpiresAt > now && call.TriesLeft is not 0)
            || (hadCode && call.Reason is VoiceCodeReason.CallFailed or VoiceCodeReason.Unavailable or VoiceCodeReason.GuardRefused
                or VoiceCodeReason.DestinationNotAllowed);
        return new(
            sentence,
            IsWrong: !hasCode,
            hasCode,
            CanCall: call.Reason is not (VoiceCodeReason.LockedOut or VoiceCodeReason.NoPhoneNumber
                or VoiceCodeReason.InvalidPhoneNumber or VoiceCodeReason.DestinationNotAllowed))
        {
            CodeLife = call.ExpiresAt - now,
            NextCall = call.Succeeded ? call.RetryAfter : null,
        };
    }

    /// <summary>After a code was typed and not accepted.</summary>
    /// <param name="check">What came of it.</param>
    /// <param name="sentence">That in words.</param>
    public static VoiceStep After(VoiceCodeVerification check, string sentence) => new(
        sentence,
        IsWrong: true,
        HasCode: check is { Reason: VoiceCodeReason.Malformed or VoiceCodeReason.Unavailable }
            or { Reason: VoiceCodeReason.WrongCode, TriesLeft: > 0 },
        CanCall: check.Reason is not VoiceCodeReason.LockedOut);
}
