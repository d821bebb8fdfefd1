using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>The code that was spoken to the number.</summary>
internal sealed record PhoneSignInCodeRequest(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("code")] string Code);
