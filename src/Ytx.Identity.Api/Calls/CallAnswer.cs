using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>A call that was placed, or may have been.</summary>
internal record CallAnswer(
    [property: JsonPropertyName("callId")] string? CallId,
    [property: JsonPropertyName("phoneNumber")] string? PhoneNumber,
    [property: JsonPropertyName("expiresAt")] DateTimeOffset? ExpiresAt,
    [property: JsonPropertyName("retryAfter")] int? RetryAfter,
    [property: JsonPropertyName("isRepeated")] bool IsRepeated,
    [property: JsonPropertyName("outcome")] string Outcome)
{
    /// <summary>What a client is told of a call that succeeded, or whose outcome nobody knows.</summary>
    public static CallAnswer From(VoiceCallResult call) => new(
        call.CallId,
        call.MaskedNumber,
        call.ExpiresAt,
        call.RetryAfter is { } wait ? (int)wait.TotalSeconds : null,
        call.IsRepeated,
        call.Succeeded ? "accepted" : "unknown");
}
