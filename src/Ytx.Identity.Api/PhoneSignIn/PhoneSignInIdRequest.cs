using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>Another call to the number that is being proved.</summary>
internal sealed record PhoneSignInIdRequest([property: JsonPropertyName("id")] string Id);
