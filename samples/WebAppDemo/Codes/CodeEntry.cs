using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>
/// What a code page shows, carried in an encrypted cookie from the POST that rang or checked to the GET that shows it.
/// So a page can be reloaded without ringing anybody and without spending a try.
/// </summary>
/// <remarks>It belongs to one user: whoever logs in next in this browser does not see it.</remarks>
public sealed class CodeEntry
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public required string UserId { get; init; }

    /// <summary>The number that waits to be confirmed, E.164. Personal data: shown masked only.</summary>
    public string? NewNumber { get; init; }

    public required string Message { get; init; }

    public bool IsProblem { get; init; }

    /// <summary>The call whose code this is about, to ask how it is going; null if there is none.</summary>
    public string? CallId { get; init; }

    /// <summary>How that call was going when this was said; null if it has just been placed.</summary>
    public VoiceCallState? CallWas { get; init; }

    public DateTimeOffset? NextCallAt { get; init; }

    public DateTimeOffset? CodeEndsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The state after a call was asked for, which may have been denied because of an earlier one.</summary>
    public static CodeEntry After(
        VoiceCallResult call, VoiceCallStatus? earlier, AppUser user, CodeEntry? before, TimeProvider clock, string? newNumber = null)
    {
        var now = clock.GetUtcNow();
        var wasUnheard = earlier?.State > VoiceCallState.Answered;
        return new CodeEntry
        {
            UserId = user.Id,
            NewNumber = newNumber,
            Message = newNumber is null ? CodeWords.SayAtLogIn(call, wasUnheard) : CodeWords.Say(call, wasUnheard),
            // A call that is in progress already is no mishap.
            IsProblem = call.Reason is not (VoiceCodeReason.None or VoiceCodeReason.LimitReached),
            // After a denial the earlier call may still ring.
            CallId = call.CallId ?? (call.Reason is VoiceCodeReason.LimitReached ? before?.CallId : null),
            CallWas = call.CallId is null ? earlier?.State : null,
            NextCallAt = now + call.RetryAfter,
            // A call that was not placed leaves the code of an earlier one as it was.
            CodeEndsAt = call.ExpiresAt
                ?? (call.Reason is VoiceCodeReason.CallFailed or VoiceCodeReason.Unavailable ? before?.CodeEndsAt : null),
            EndsAt = before?.EndsAt ?? now + Life,
        };
    }

    /// <summary>The state after a code was checked and not accepted.</summary>
    public static CodeEntry After(
        VoiceCodeVerification check, AppUser user, CodeEntry? before, TimeProvider clock, string? newNumber = null) => new()
        {
            UserId = user.Id,
            NewNumber = newNumber,
            Message = CodeWords.Say(check),
            IsProblem = true,
            CallId = before?.CallId,
            CallWas = before?.CallWas,
            NextCallAt = (clock.GetUtcNow() + check.RetryAfter) ?? before?.NextCallAt,
            CodeEndsAt = check is { Reason: VoiceCodeReason.Malformed } or { Reason: VoiceCodeReason.WrongCode, TriesLeft: > 0 }
                ? before?.CodeEndsAt : null,
            EndsAt = before?.EndsAt ?? clock.GetUtcNow() + Life,
        };

    /// <summary>What is left for this user; null if nothing is.</summary>
    public static CodeEntry? Read(ITempDataDictionary data, string page, AppUser user, TimeProvider clock)
    {
        // Peek keeps it for the next reload.
        var entry = data.Peek(page) is string json ? JsonSerializer.Deserialize<CodeEntry>(json) : null;
        return entry?.UserId == user.Id && entry.EndsAt > clock.GetUtcNow() ? entry : null;
    }

    public void Write(ITempDataDictionary data, string page) => data[page] = JsonSerializer.Serialize(this);
}
