using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>What is to be done, and the code that was spoken for it.</summary>
internal sealed record ActionCodeRequest(
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("code")] string Code);
