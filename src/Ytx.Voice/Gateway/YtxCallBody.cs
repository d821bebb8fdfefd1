using System.Text.Json.Serialization;

namespace Ytx.Voice;

/// <summary>The request's body: the document's table, in its order, all values strings.</summary>
internal sealed class YtxCallBody
{
    [JsonPropertyName("action")]
    public required string Action { get; init; }

    [JsonPropertyName("appid")]
    public required string AppId { get; init; }

    [JsonPropertyName("dst")]
    public required string Number { get; init; }

    [JsonPropertyName("dstclid")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DisplayNumber { get; init; }

    [JsonPropertyName("code")]
    public required string Code { get; init; }

    [JsonPropertyName("time")]
    public required string PlayCount { get; init; }
}
