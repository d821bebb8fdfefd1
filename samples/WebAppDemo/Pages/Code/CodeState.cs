using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>A <see cref="CodeEntry"/> as a page shows it at one moment: what happened, and what can be done now.</summary>
public sealed record CodeState
{
    /// <summary>The number that is called: hidden in its middle, but in full to the person who has just typed it.</summary>
    public required string Number { get; init; }

    /// <summary>Whether that is a new number, which can be corrected.</summary>
    public bool IsNewNumber { get; init; }

    public Notice? Notice { get; init; }

    /// <summary>Whether a code was typed and is wrong.</summary>
    public bool IsWrong { get; init; }

    /// <summary>When the code ends that can be typed; null if there is none, and then no field either.</summary>
    public DateTimeOffset? CodeEndsAt { get; init; }

    /// <summary>Whether a call was asked for before.</summary>
    public bool WasCalled { get; init; }

    /// <summary>Whether another call to this number can reach anybody, and will be placed.</summary>
    public bool CanCall { get; init; } = true;

    /// <summary>When the next call is possible; null if it is now.</summary>
    public DateTimeOffset? NextCallAt { get; init; }

    /// <summary>The call whose progress the page follows; null if there is none, or nothing more will be heard of it.</summary>
    public string? CallId { get; init; }

    /// <param name="number">The number that is called, E.164.</param>
    /// <param name="entry">What the last POST left.</param>
    /// <param name="call">How its call is going.</param>
    /// <param name="now">The time.</param>
    /// <param name="endsAt">When the page's own log-in ends; null if it does not.</param>
    public static CodeState Of(string? number, CodeEntry? entry, VoiceCallStatus? call, DateTimeOffset now, DateTimeOffset? endsAt = null)
    {
        // What was said when another call was denied is newer than the end of the call that it had to wait for.
        var isNews = call?.State > VoiceCallState.Accepted && call.State != entry?.CallWas;
        var next = isNews && call!.State is VoiceCallState.Busy or VoiceCallState.Rejected ? call.NextCallAt : entry?.NextCallAt;
        // A number that cannot be reached has heard no code, unless an earlier call spoke the same one.
        var isDead = call?.CanCallAgain is false;
        var ends = entry?.CodeEndsAt > now && !(isDead && entry is { IsSameCode: false }) ? entry.CodeEndsAt : null;
        var isLate = next > endsAt;
        var isLocked = entry?.Reason is VoiceCodeReason.LockedOut && (next is null || next > now);
        return new CodeState
        {
            Number = Show(number, entry?.NewNumber is not null),
            IsNewNumber = entry?.NewNumber is not null,
            Notice = CodeWords.Say(entry, isNews ? call : null, now, isLate),
            IsWrong = entry is { IsCheck: true },
            CodeEndsAt = ends,
            WasCalled = entry is not null,
            CanCall = !isDead && !isLate && !isLocked
                && entry?.Reason is not (VoiceCodeReason.NoPhoneNumber or VoiceCodeReason.DestinationNotAllowed
                    or VoiceCodeReason.InvalidPhoneNumber),
            NextCallAt = next > now ? next : null,
            CallId = IsMoreToCome(call, ends, now) ? entry?.CallId : null,
        };
    }

    /// <summary>A number as people read it; empty if it is none.</summary>
    public static string Show(string? number, bool inFull) =>
        !PhoneNumber.TryParse(number, out var parsed, out _) ? "" : inFull ? parsed.Formatted : parsed.Masked;

    private static bool IsMoreToCome(VoiceCallStatus? call, DateTimeOffset? codeEndsAt, DateTimeOffset now) => call switch
    {
        // Not found for the moment: the store may be away.
        null => codeEndsAt is not null,
        { State: VoiceCallState.Answered } => now - call.AnsweredAt < CodeWords.SaidBy,
        _ => !call.IsOver,
    };
}
