using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>Another phone number for the user.</summary>
internal sealed record PhoneRequest(
    [property: JsonPropertyName("phoneNumber")] string PhoneNumber,
    [property: JsonPropertyName("proof")] Proof Proof);
