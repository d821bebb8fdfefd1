using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>What is to be done.</summary>
internal sealed record ActionRequest([property: JsonPropertyName("action")] string Action);
