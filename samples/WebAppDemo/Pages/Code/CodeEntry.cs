using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>
/// What a code page shows, carried in an encrypted cookie from the POST that rang or checked to the GET that shows it.
/// So a page can be reloaded without ringing anybody and without spending a try.
/// </summary>
/// <remarks>It belongs to one owner: whoever signs in next in this browser does not see it.</remarks>
public sealed record CodeEntry
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    // A longer wait is no pause between two calls.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Whose it is: the user's id, or that of a number's verification, where there is no user yet.</summary>
    public required string Owner { get; init; }

    /// <summary>The number that waits to be confirmed, E.164; null where the user's own is called.</summary>
    public string? NewNumber { get; init; }

    /// <summary>What asking for a call came to, or typing a code.</summary>
    public VoiceCodeReason Reason { get; init; }

    /// <summary>Whether a code was typed.</summary>
    public bool IsCheck { get; init; }

    public int? TriesLeft { get; init; }

    /// <summary>Whether the call speaks the code of an earlier one again.</summary>
    public bool IsSameCode { get; init; }

    /// <summary>Whether a call was denied because the last one was a moment ago.</summary>
    public bool IsPause { get; init; }

    /// <summary>The call whose code this is about, to ask how it is going; null if there is none.</summary>
    public string? CallId { get; init; }

    /// <summary>How that call was going when this was said; null if it has just been placed.</summary>
    public VoiceCallState? CallWas { get; init; }

    /// <summary>When the next call is possible, or codes are checked again; null if no time is known.</summary>
    public DateTimeOffset? NextCallAt { get; init; }

    /// <summary>When the code ends that can be typed; null if there is none.</summary>
    public DateTimeOffset? CodeEndsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Names, in a form, the owner that it is about, and no other.</summary>
    [JsonIgnore]
    public string Mark => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Owner} {NewNumber}")));

    /// <summary>The state after a call was asked for, which may have been denied because of an earlier one.</summary>
    public static CodeEntry After(
        VoiceCallResult call, VoiceCallStatus? earlier, string owner, CodeEntry? before, DateTimeOffset now, string? newNumber = null) => new()
        {
            Owner = owner,
            NewNumber = newNumber,
            Reason = call.Reason,
            IsSameCode = call.Succeeded && call.ExpiresAt is { } end && end == before?.CodeEndsAt,
            IsPause = call.DeniedBy?.Rule.Window < LongestPause,
            // After a denial the earlier call may still ring.
            CallId = call.CallId ?? (call.Reason is VoiceCodeReason.LimitReached ? before?.CallId : null),
            CallWas = call.CallId is null ? earlier?.State : null,
            NextCallAt = now + call.RetryAfter,
            // A call that was not placed leaves the code of an earlier one as it was.
            CodeEndsAt = call.ExpiresAt
                ?? (call.Reason is VoiceCodeReason.CallFailed or VoiceCodeReason.Unavailable ? before?.CodeEndsAt : null),
            EndsAt = now + Life,
        };

    /// <summary>The state after a code was typed and not accepted.</summary>
    public static CodeEntry After(
        VoiceCodeVerification check, string owner, CodeEntry? before, DateTimeOffset now, string? newNumber = null) => new()
        {
            Owner = owner,
            NewNumber = newNumber,
            Reason = check.Reason,
            IsCheck = true,
            TriesLeft = check.TriesLeft,
            CallId = before?.CallId,
            CallWas = before?.CallWas,
            // A lock without an end has none of the call before it.
            NextCallAt = (now + check.RetryAfter) ?? (check.Reason is VoiceCodeReason.LockedOut ? null : before?.NextCallAt),
            CodeEndsAt = check is { Reason: VoiceCodeReason.Malformed or VoiceCodeReason.Unavailable }
                or { Reason: VoiceCodeReason.WrongCode, TriesLeft: > 0 } ? before?.CodeEndsAt : null,
            EndsAt = before?.EndsAt ?? now + Life,
        };

    /// <summary>What is left for this owner; null if nothing is.</summary>
    public static CodeEntry? Read(ITempDataDictionary data, string page, string owner, DateTimeOffset now) =>
        Read(data, page, now) is { } entry && entry.Owner == owner ? entry : null;

    /// <summary>What is left for whoever has this browser; null if nothing is.</summary>
    public static CodeEntry? Read(ITempDataDictionary data, string page, DateTimeOffset now)
    {
        // Peek keeps it for the next reload.
        var entry = data.Peek(page) is string json ? JsonSerializer.Deserialize<CodeEntry>(json) : null;
        return entry?.EndsAt > now ? entry : null;
    }

    public void Write(ITempDataDictionary data, string page) => data[page] = JsonSerializer.Serialize(this);
}
