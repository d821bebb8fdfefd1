using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>One call of a <see cref="RecordAnswer"/>.</summary>
internal sealed class RecordRow
{
    [JsonPropertyName("requestid")]
    public required string RequestId { get; init; }

    [JsonPropertyName("appid")]
    public required string AppId { get; init; }

    [JsonPropertyName("fid")]
    public required string Fid { get; init; }

    [JsonPropertyName("caller")]
    public required string Caller { get; init; }

    [JsonPropertyName("called")]
    public required string Called { get; init; }

    [JsonPropertyName("callerstime")]
    public required string CallerStartTime { get; init; }

    [JsonPropertyName("calleretime")]
    public required string CallerEndTime { get; init; }

    [JsonPropertyName("calledstime")]
    public required string CalledStartTime { get; init; }

    [JsonPropertyName("calledetime")]
    public required string CalledEndTime { get; init; }

    [JsonPropertyName("duration")]
    public required long Duration { get; init; }

    [JsonPropertyName("oriamount")]
    public required decimal Amount { get; init; }

    [JsonPropertyName("stateDesc")]
    public required string StateDesc { get; init; }
}
