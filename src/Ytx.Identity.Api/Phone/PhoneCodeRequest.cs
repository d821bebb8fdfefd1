using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>The code that was spoken on the number that waits to be confirmed.</summary>
internal sealed record PhoneCodeRequest(
    [property: JsonPropertyName("phoneToken")] string PhoneToken,
    [property: JsonPropertyName("code")] string Code);
