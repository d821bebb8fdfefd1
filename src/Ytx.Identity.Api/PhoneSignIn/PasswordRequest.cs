using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>The second step, by password, where the phone was the first.</summary>
internal sealed record PasswordRequest([property: JsonPropertyName("password")] string Password);
