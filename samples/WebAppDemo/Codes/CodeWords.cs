using System.Globalization;
using Ytx.Identity;

namespace WebAppDemo;

/// <summary>What happened and what to do next, in words.</summary>
internal static class CodeWords
{
    public static string Say(VoiceCallResult call) => call.Reason switch
    {
        VoiceCodeReason.None =>
            "Your phone is about to ring. Answer it, listen to the digits and type them here.",
        VoiceCodeReason.LimitReached when call.ExpiresAt is not null =>
            "A call was made a moment ago or is still under way, so no second one was placed. "
            + "Type the code that it spoke: it is still valid.",
        VoiceCodeReason.LimitReached =>
            $"No call was placed, because no more calls are allowed for now. {Wait(call.RetryAfter)}",
        VoiceCodeReason.LockedOut =>
            $"There were too many wrong codes, so nobody is called and no code is checked. {Wait(call.RetryAfter)}",
        // A sender that says when to come back has asked nobody for a call, or was refused for the time being.
        VoiceCodeReason.CallFailed or VoiceCodeReason.Unavailable when call.RetryAfter is not null =>
            $"No call can be placed at the moment. {Wait(call.RetryAfter)} A code that you have already heard still works.",
        VoiceCodeReason.CallFailed =>
            "The call could not be placed. Try \u201cCall me again\u201d; if that fails too, wait a few minutes. "
            + "A code that you have already heard still works.",
        VoiceCodeReason.CallOutcomeUnknown =>
            "We do not know whether the call went out. If your phone rings, type the code. "
            + "If it does not ring within a minute, use \u201cCall me again\u201d.",
        VoiceCodeReason.NoPhoneNumber =>
            "This account has no confirmed phone number to call. Confirm one first.",
        VoiceCodeReason.UserNotAllowed or VoiceCodeReason.GuardRefused =>
            "This account cannot be called at the moment. Wait a few minutes; if that does not help, ask support.",
        VoiceCodeReason.InvalidPhoneNumber or VoiceCodeReason.DestinationNotAllowed =>
            "This number cannot be called. Enter a mobile or landline number of mainland China, "
            + "or ask support if you cannot change it.",
        _ => "Calls and codes are not available at the moment. Wait a minute, then use \u201cCall me again\u201d.",
    };

    public static string Say(VoiceCodeVerification? check) => check switch
    {
        { Reason: VoiceCodeReason.Malformed } =>
            "This cannot be the code, and it cost no try. Type only the digits that the call speaks.",
        { Reason: VoiceCodeReason.WrongCode, TriesLeft: > 0 and var left } =>
            $"This code is wrong. You have {Count(left, "try", "tries")} left. Listen again and check each digit.",
        { Reason: VoiceCodeReason.WrongCode or VoiceCodeReason.TriesUsedUp } =>
            "This code is wrong, and its tries are used up: 0 tries left. Use \u201cCall me again\u201d for a new code.",
        { Reason: VoiceCodeReason.NoLiveCode } =>
            "No code is waiting: it has ended, was used already or was replaced. "
            + "Use \u201cCall me again\u201d for a new one.",
        { Reason: VoiceCodeReason.LockedOut } =>
            $"There were too many wrong codes, so no code is checked. {Wait(check.RetryAfter)}",
        _ => "The code could not be checked at the moment. Wait a minute, then type it again.",
    };

    /// <summary>A length of time as people say it, never shorter than it is.</summary>
    public static string Length(TimeSpan time) => time < TimeSpan.FromMinutes(2)
        ? Count((int)Math.Ceiling(time.TotalSeconds), "second", "seconds")
        : Count((int)Math.Ceiling(time.TotalMinutes), "minute", "minutes");

    private static string Wait(TimeSpan? wait) => wait is { } time
        ? $"Wait {Length(time)}, then use \u201cCall me again\u201d."
        : "Waiting does not help: ask support to unlock your account.";

    private static string Count(int count, string one, string many) =>
        $"{count.ToString(CultureInfo.InvariantCulture)} {(count is 1 ? one : many)}";
}
