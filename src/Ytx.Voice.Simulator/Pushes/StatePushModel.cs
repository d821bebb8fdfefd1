using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>A push while a call is under way.</summary>
internal sealed class StatePushModel
{
    [JsonPropertyName("requestid")]
    public required string RequestId { get; init; }

    /// <summary>Only in a forged one: the gateway's has none.</summary>
    [JsonPropertyName("appid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AppId { get; init; }

    [JsonPropertyName("dsc")]
    public required string Dsc { get; init; }

    [JsonPropertyName("state")]
    public required string State { get; init; }

    [JsonPropertyName("stateDesc")]
    public required string StateDesc { get; init; }

    [JsonPropertyName("timestamp")]
    public required string Timestamp { get; init; }
}
