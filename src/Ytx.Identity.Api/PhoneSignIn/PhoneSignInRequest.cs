using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>The number of somebody who wants to sign in, or to register.</summary>
internal sealed record PhoneSignInRequest([property: JsonPropertyName("phoneNumber")] string PhoneNumber);
