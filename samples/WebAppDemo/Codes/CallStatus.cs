using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>A <see cref="CodeEntry"/> as a page shows it at one moment.</summary>
public sealed class CallStatus
{
    public required string MaskedNumber { get; init; }

    public string? Message { get; init; }

    public bool IsProblem { get; init; }

    /// <summary>Whole seconds until the next call is possible; 0 if it is now.</summary>
    public int WaitSeconds { get; init; }

    public string? Wait { get; init; }

    public string? CodeLife { get; init; }

    /// <summary>The call whose progress the page follows; null if there is none, or nothing more will be heard of it.</summary>
    public string? CallId { get; init; }

    /// <summary>Whether another call to this number can reach anybody.</summary>
    public bool CanCallAgain { get; init; } = true;

    public static CallStatus Of(string? number, CodeEntry? entry, VoiceCallStatus? call, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        // What was said when another call was denied is newer than the end of the call that it had to wait for.
        var isNews = call?.State > VoiceCallState.Accepted && call.State != entry?.CallWas;
        var wait = (isNews && call!.State is VoiceCallState.Busy or VoiceCallState.Rejected ? call.NextCallAt : entry?.NextCallAt) - now;
        var life = entry?.CodeEndsAt - now;
        return new CallStatus
        {
            MaskedNumber = PhoneNumber.TryParse(number, out var parsed, out _) ? parsed.Masked : "your phone",
            // What was said of a typed code matters more than how the call is going.
            Message = entry is { IsProblem: true } || !isNews ? entry?.Message
                : entry?.NewNumber is null ? CodeWords.SayAtLogIn(call!, now) : CodeWords.Say(call!, now),
            IsProblem = entry is { IsProblem: true } || (isNews && call!.State > VoiceCallState.Answered),
            CallId = IsMoreToCome(call, life, now) ? entry?.CallId : null,
            CanCallAgain = call?.CanCallAgain is not false,
            WaitSeconds = wait is { Ticks: > 0 } left ? (int)Math.Ceiling(left.TotalSeconds) : 0,
            Wait = wait is { Ticks: > 0 } time ? CodeWords.Length(time) : null,
            CodeLife = life is { Ticks: > 0 } rest ? CodeWords.Length(rest) : null,
        };
    }

    private static bool IsMoreToCome(VoiceCallStatus? call, TimeSpan? life, DateTimeOffset now) => call switch
    {
        // Not found for the moment: the store may be away.
        null => life is { Ticks: > 0 },
        { State: VoiceCallState.Answered } => now - call.AnsweredAt < CodeWords.SaidBy,
        _ => !call.IsOver,
    };
}
