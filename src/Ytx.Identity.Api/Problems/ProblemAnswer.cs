using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>What OpenAPI tells of a failure's body: that of <see cref="VoiceProblem.Answer"/>, with all that it may have besides.</summary>
internal sealed record ProblemAnswer(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("code")] string Code)
{
    [JsonPropertyName("detail")]
    public string? Detail { get; init; }

    [JsonPropertyName("retryAfter")]
    public int? RetryAfter { get; init; }

    [JsonPropertyName("triesLeft")]
    public int? TriesLeft { get; init; }

    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [JsonPropertyName("until")]
    public DateTimeOffset? Until { get; init; }

    [JsonPropertyName("phoneToken")]
    public string? PhoneToken { get; init; }

    [JsonPropertyName("ways")]
    public IReadOnlyList<string>? Ways { get; init; }
}
