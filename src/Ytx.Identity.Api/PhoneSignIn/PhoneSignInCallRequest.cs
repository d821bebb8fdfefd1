using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>The call whose status is asked for.</summary>
internal sealed record PhoneSignInCallRequest(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("callId")] string CallId);
