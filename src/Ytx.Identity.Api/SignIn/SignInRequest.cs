using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>The first step.</summary>
internal sealed record SignInRequest(
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("password")] string Password);
