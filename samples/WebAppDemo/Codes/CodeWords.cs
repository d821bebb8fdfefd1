using System.Globalization;
using System.Resources;
using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>
/// What happened and what to do next, in the user's language: English, or Chinese for a browser that asks for it. The
/// sentences are in CodeWords.resx and CodeWords.zh.resx.
/// </summary>
internal static class CodeWords
{
    /// <summary>How long after the answer the code was heard.</summary>
    public static readonly TimeSpan SaidBy = TimeSpan.FromSeconds(5);

    private static readonly ResourceManager Words = new(typeof(CodeWords));

    /// <summary>The languages that there are sentences in.</summary>
    public static IReadOnlyList<CultureInfo> Languages { get; } = [new("en"), new("zh")];

    /// <summary>The language of the sentences, for screen readers.</summary>
    public static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "zh" ? "zh" : "en";

    /// <summary>At log-in the number is the user's own, who can enter no other one there.</summary>
    /// <param name="call">What came of asking for a call.</param>
    /// <param name="wasUnheard">Whether the last call is known to have spoken its code to nobody.</param>
    public static string SayAtLogIn(VoiceCallResult call, bool wasUnheard) =>
        call.Reason is VoiceCodeReason.InvalidPhoneNumber or VoiceCodeReason.DestinationNotAllowed
            ? Say("OwnNumberCannotBeCalled") : Say(call, wasUnheard);

    /// <summary>Another number can be entered.</summary>
    /// <inheritdoc cref="SayAtLogIn(VoiceCallResult, bool)"/>
    public static string Say(VoiceCallResult call, bool wasUnheard = false) => call.Reason switch
    {
        VoiceCodeReason.None => Say("Rings"),
        VoiceCodeReason.LimitReached when call.ExpiresAt is not null && !wasUnheard => Say("LimitReachedCodeWaits"),
        VoiceCodeReason.LimitReached => Say("LimitReached", Wait(call.RetryAfter)),
        VoiceCodeReason.LockedOut => Say("LockedOutCall", Wait(call.RetryAfter)),
        // A sender that says when to come back has asked nobody for a call, or was refused for the time being.
        VoiceCodeReason.CallFailed or VoiceCodeReason.Unavailable when call.RetryAfter is not null =>
            Say("CallNotNow", Wait(call.RetryAfter)),
        VoiceCodeReason.CallFailed => Say("CallFailed"),
        VoiceCodeReason.CallOutcomeUnknown => Say("CallOutcomeUnknown"),
        VoiceCodeReason.NoPhoneNumber => Say("NoPhoneNumber"),
        VoiceCodeReason.UserNotAllowed or VoiceCodeReason.GuardRefused => Say("UserNotAllowed"),
        VoiceCodeReason.InvalidPhoneNumber or VoiceCodeReason.DestinationNotAllowed => Say("DestinationNotAllowed"),
        _ => Say("CallUnavailable"),
    };

    public static string Say(VoiceCodeVerification? check) => check switch
    {
        { Reason: VoiceCodeReason.Malformed } => Say("Malformed"),
        { Reason: VoiceCodeReason.WrongCode, TriesLeft: 1 } => Say("WrongCodeOneTryLeft"),
        { Reason: VoiceCodeReason.WrongCode, TriesLeft: > 0 and var left } => Say("WrongCode", left),
        { Reason: VoiceCodeReason.WrongCode or VoiceCodeReason.TriesUsedUp } => Say("TriesUsedUp"),
        // After a right code whose number could not be stored a new one is needed too.
        { Reason: VoiceCodeReason.NoLiveCode or VoiceCodeReason.Refused } => Say("NoLiveCode"),
        { Reason: VoiceCodeReason.LockedOut } => Say("LockedOutCheck", Wait(check.RetryAfter)),
        _ => Say("CheckUnavailable"),
    };

    /// <summary>How a call is going that rings or is over, and what to do at log-in, where there is no other number.</summary>
    /// <param name="call">The call.</param>
    /// <param name="now">The time: a voice that has talked for five seconds has said the code.</param>
    public static string SayAtLogIn(VoiceCallStatus call, DateTimeOffset now) =>
        call.State is VoiceCallState.SwitchedOff or VoiceCallState.NoSuchNumber or VoiceCallState.Suspended
            ? Say($"Own{call.State}") : Say(call, now);

    /// <summary>The same where another number can be entered.</summary>
    /// <inheritdoc cref="SayAtLogIn(VoiceCallStatus, DateTimeOffset)"/>
    public static string Say(VoiceCallStatus call, DateTimeOffset now) => call.State switch
    {
        VoiceCallState.Answered when now - call.AnsweredAt >= SaidBy => Say("CallAnsweredSinceFive"),
        // CallFailed is what is said when none was placed.
        VoiceCallState.Failed => Say("CallFailedLater"),
        var state => Say($"Call{state}"),
    };

    /// <summary>A length of time as people say it, never shorter than it is. In English, as the pages around it.</summary>
    public static string Length(TimeSpan time) => LengthIn(CultureInfo.InvariantCulture, time);

    /// <summary>A sentence by its name.</summary>
    public static string Say(string name, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, Words.GetString(name, CultureInfo.CurrentUICulture)!, values);

    private static string LengthIn(CultureInfo language, TimeSpan time)
    {
        // Whatever is under two of a unit is said in the next smaller one.
        var (count, unit) = time < TimeSpan.FromMinutes(2) ? (time.TotalSeconds, time.TotalSeconds <= 1 ? "Second" : "Seconds")
            : time < TimeSpan.FromHours(2) ? (time.TotalMinutes, "Minutes") : (time.TotalHours, "Hours");
        return string.Format(CultureInfo.InvariantCulture, Words.GetString(unit, language)!, Math.Ceiling(count));
    }

    private static string Wait(TimeSpan? wait) => wait is { } time
        ? Say("Wait", LengthIn(CultureInfo.CurrentUICulture, time)) : Say("WaitingDoesNotHelp");
}
