using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>Another call to the number that waits to be confirmed.</summary>
internal sealed record PhoneTokenRequest([property: JsonPropertyName("phoneToken")] string PhoneToken);
