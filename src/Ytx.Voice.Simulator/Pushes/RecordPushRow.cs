using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>One call of a <see cref="RecordPushModel"/>.</summary>
internal sealed class RecordPushRow
{
    [JsonPropertyName("requestid")]
    public required string RequestId { get; init; }

    [JsonPropertyName("appid")]
    public required string AppId { get; init; }

    [JsonPropertyName("fid")]
    public required string Fid { get; init; }

    [JsonPropertyName("tel")]
    public required string Tel { get; init; }

    [JsonPropertyName("stime")]
    public required string StartTime { get; init; }

    [JsonPropertyName("etime")]
    public required string EndTime { get; init; }

    [JsonPropertyName("duration")]
    public required string Duration { get; init; }

    [JsonPropertyName("oriamount")]
    public required string Amount { get; init; }

    [JsonPropertyName("stateDesc")]
    public required string StateDesc { get; init; }
}
