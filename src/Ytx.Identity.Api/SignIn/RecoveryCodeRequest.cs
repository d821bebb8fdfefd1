using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>The second step, by a recovery code.</summary>
internal sealed record RecoveryCodeRequest([property: JsonPropertyName("code")] string Code);
