using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>The second step, by a code that was spoken or an authenticator app shows.</summary>
internal sealed record CodeRequest(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("rememberDevice")] bool RememberDevice = false);
