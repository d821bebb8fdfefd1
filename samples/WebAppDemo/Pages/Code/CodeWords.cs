using System.Globalization;
using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>Which sentence of <c>Words.resx</c> says what happened, and in which tone. Limits, locks and lapses are never good news.</summary>
internal static class CodeWords
{
    /// <summary>How long after the answer the code was heard.</summary>
    public static readonly TimeSpan SaidBy = TimeSpan.FromSeconds(5);

    /// <param name="entry">What the last POST left; null if nothing.</param>
    /// <param name="news">How the call is going, if that is newer than what was left.</param>
    /// <param name="now">The time.</param>
    /// <param name="isLate">Whether the log-in ends before the next call is possible.</param>
    public static Notice? Say(CodeEntry? entry, VoiceCallStatus? news, DateTimeOffset now, bool isLate) => entry switch
    {
        null => null,
        // What was said of a typed code matters more than how the call is going.
        { IsCheck: true } => Check(entry, now),
        _ when HasEnded(entry, now) => Wrong("Expired"),
        _ when news is not null => Progress(news, entry.NewNumber is null, now),
        _ => Call(entry, now, isLate),
    };

    private static bool HasEnded(CodeEntry entry, DateTimeOffset now) => entry.CodeEndsAt <= now;

    private static Notice Call(CodeEntry entry, DateTimeOffset now, bool isLate) => entry.Reason switch
    {
        VoiceCodeReason.None => Done(entry.IsSameCode ? "CallingSameCode" : "Calling"),
        VoiceCodeReason.CallOutcomeUnknown => Wait("CallUnknown"),
        VoiceCodeReason.LimitReached when entry.CodeEndsAt is null && entry.NextCallAt <= now => Wait("CallNow"),
        VoiceCodeReason.LimitReached when entry.CodeEndsAt > now && entry.CallWas is not > VoiceCallState.Answered =>
            entry.IsPause ? Wait("JustCalled") : Wait("QuotaCodeWaits"),
        VoiceCodeReason.LimitReached when entry.NextCallAt is null => Wait("Quota"),
        VoiceCodeReason.LimitReached when isLate => Wait("QuotaSignInAgain", entry.NextCallAt),
        VoiceCodeReason.LimitReached => Wait(entry.IsPause ? "Pause" : "QuotaUntil", entry.NextCallAt),
        VoiceCodeReason.LockedOut => Locked(entry, now),
        // A sender that says when to come back has asked nobody for a call, or was refused for the time being.
        VoiceCodeReason.CallFailed or VoiceCodeReason.Unavailable when entry.NextCallAt > now => Wait("CallsAwayUntil", entry.NextCallAt),
        VoiceCodeReason.CallFailed => Wrong(entry.CodeEndsAt > now ? "CallFailedCodeWaits" : "CallFailed"),
        VoiceCodeReason.NoPhoneNumber => Wrong("NoPhoneNumber"),
        VoiceCodeReason.UserNotAllowed or VoiceCodeReason.GuardRefused => Wrong("NotAllowed"),
        VoiceCodeReason.InvalidPhoneNumber or VoiceCodeReason.DestinationNotAllowed => Wrong("NotCallable"),
        _ => Wrong("CallsAway"),
    };

    private static Notice Check(CodeEntry entry, DateTimeOffset now) => entry switch
    {
        { Reason: VoiceCodeReason.Malformed } when entry.CodeEndsAt > now => Wrong("Malformed"),
        { Reason: VoiceCodeReason.WrongCode, TriesLeft: 1 } when entry.CodeEndsAt > now => Wrong("WrongCodeOneTry"),
        { Reason: VoiceCodeReason.WrongCode, TriesLeft: > 0 and var left } when entry.CodeEndsAt > now =>
            Wrong($"WrongCode|{left.ToString(CultureInfo.InvariantCulture)}"),
        { Reason: VoiceCodeReason.TriesUsedUp } or { Reason: VoiceCodeReason.WrongCode, TriesLeft: not > 0 } => Wrong("TriesUsedUp"),
        { Reason: VoiceCodeReason.LockedOut } => Locked(entry, now),
        { Reason: VoiceCodeReason.UserNotAllowed } => Wrong("NotAllowed"),
        { Reason: VoiceCodeReason.Unavailable } when !HasEnded(entry, now) => Wrong("CheckAway"),
        // After a right code whose step could not be stored a new one is needed too.
        _ => Wrong("Expired"),
    };

    private static Notice Locked(CodeEntry entry, DateTimeOffset now) => entry.NextCallAt is not { } until ? Wrong("Locked")
        : until > now ? Wrong("LockedUntil", until) : Wait("CallNow");

    private static Notice Progress(VoiceCallStatus call, bool isOwn, DateTimeOffset now) => call.State switch
    {
        VoiceCallState.Ringing => Done("Ringing"),
        VoiceCallState.Answered => Done(now - call.AnsweredAt >= SaidBy ? "Heard" : "Answered"),
        VoiceCallState.SwitchedOff or VoiceCallState.NoSuchNumber or VoiceCallState.Suspended =>
            Wrong($"{(isOwn ? "Own" : "")}{call.State}"),
        VoiceCallState.Failed => Wrong("NotConnected"),
        var state => Wait(state.ToString()),
    };

    private static Notice Done(string name) => new(Tone.Done, $"Code/{name}");

    private static Notice Wrong(string name, DateTimeOffset? until = null) => new(Tone.Wrong, Name(name, until));

    private static Notice Wait(string name, DateTimeOffset? until = null) => new(Tone.Wait, Name(name, until));

    private static string Name(string name, DateTimeOffset? until) =>
        until is { } moment ? $"Code/{name}|{moment.ToString("O", CultureInfo.InvariantCulture)}" : $"Code/{name}";
}
