using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Api;

/// <summary>What the library says no with, as answers: one place for all endpoints.</summary>
internal static class VoiceProblems
{
    /// <summary>Why no call was placed.</summary>
    /// <param name="call">The result.</param>
    /// <param name="context">The request.</param>
    /// <param name="phoneToken">What the call was asked for with, if asking again needs it.</param>
    public static ProblemHttpResult Answer(VoiceCallResult call, HttpContext context, string? phoneToken = null) =>
        Of(call.Reason).Answer(context, Describer(context).Describe(call), call.RetryAfter,
            new("triesLeft", call.TriesLeft), new("expiresAt", call.ExpiresAt), new("phoneToken", phoneToken));

    /// <summary>Why a code was not accepted, or what it was for.</summary>
    public static ProblemHttpResult Answer(VoiceCodeVerification check, HttpContext context) =>
        Of(check.Reason).Answer(
            context, Describer(context).Describe(check), check.RetryAfter, new KeyValuePair<string, object?>("triesLeft", check.TriesLeft));

    /// <summary>The sentences for users, in the request's language.</summary>
    public static VoiceCodeErrorDescriber Describer(HttpContext context) =>
        context.RequestServices.GetRequiredService<VoiceCodeErrorDescriber>();

    private static VoiceProblem Of(VoiceCodeReason reason) => reason switch
    {
        VoiceCodeReason.NoPhoneNumber => VoiceProblem.NoPhone,
        VoiceCodeReason.InvalidPhoneNumber => VoiceProblem.InvalidNumber,
        VoiceCodeReason.DestinationNotAllowed => VoiceProblem.NumberNotAllowed,
        VoiceCodeReason.UserNotAllowed => VoiceProblem.NotAllowed,
        VoiceCodeReason.GuardRefused => VoiceProblem.CallRefused,
        VoiceCodeReason.LimitReached => VoiceProblem.LimitReached,
        VoiceCodeReason.LockedOut => VoiceProblem.LockedOut,
        VoiceCodeReason.CallFailed => VoiceProblem.CallFailed,
        VoiceCodeReason.Malformed => VoiceProblem.MalformedCode,
        VoiceCodeReason.WrongCode => VoiceProblem.WrongCode,
        VoiceCodeReason.NoLiveCode => VoiceProblem.CodeExpired,
        VoiceCodeReason.TriesUsedUp => VoiceProblem.TriesUsedUp,
        VoiceCodeReason.NoLogInWaits => VoiceProblem.SignInEnded,
        VoiceCodeReason.InvalidToken => VoiceProblem.InvalidToken,
        VoiceCodeReason.Refused => VoiceProblem.Refused,
        _ => VoiceProblem.CallsUnavailable,
    };
}
