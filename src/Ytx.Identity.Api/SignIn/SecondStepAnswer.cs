using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>The password was right, and a second step is on.</summary>
internal sealed record SecondStepAnswer(
    [property: JsonPropertyName("signInToken")] string SignInToken,
    [property: JsonPropertyName("expiresAt")] DateTimeOffset ExpiresAt,
    [property: JsonPropertyName("ways")] IReadOnlyList<string> Ways,
    [property: JsonPropertyName("phoneNumber")] string? PhoneNumber);
