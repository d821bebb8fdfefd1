using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ytx.Voice;

/// <summary>What the gateway answers, read by its content and never by its headers.</summary>
internal sealed class YtxAnswer
{
    /// <summary>The most bytes an answer may have: 64 KiB.</summary>
    public const int MaxLength = 64 * 1024;

    // The documented ones have 16 digits.
    private const int MaxRequestIdLength = 64;

    [JsonPropertyName("statusCode")]
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? StatusCode { get; set; }

    [JsonPropertyName("requestId")]
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? RequestId { get; set; }

    /// <summary>
    /// The call's name; null if there is none that is fit for a log line or a key: it crosses the network in clear, so
    /// anybody may have written it.
    /// </summary>
    [JsonIgnore]
    public string? UsableRequestId =>
        RequestId is { Length: > 0 and <= MaxRequestIdLength } id && id.All(static c => c is > ' ' and <= '~') ? id : null;

    /// <summary>Reads an answer; null if it is none.</summary>
    public static YtxAnswer? Parse(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            var answer = JsonSerializer.Deserialize(body, YtxJson.Default.YtxAnswer);
            return answer is not null && IsStatus(answer.StatusCode) ? answer : null;
        }
        catch (JsonException)
        {
            // Not an answer. The exception would quote the body.
            return null;
        }
    }

    // Invariant, as a culture may write minus in another way; and without white space, as it goes into a message.
    private static bool IsStatus(string? code) =>
        code is { Length: > 0 and <= 16 }
        && int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    /// <summary>The document has strings; public clients have seen numbers.</summary>
    internal sealed class StringOrNumberConverter : JsonConverter<string?>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.String => ReadString(ref reader),
                JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
                JsonTokenType.Null => null,
                _ => throw new JsonException(),
            };

        public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);

        private static string? ReadString(ref Utf8JsonReader reader)
        {
            // The one answer that nearly every request gets.
            if (reader.ValueTextEquals("0"u8))
            {
                return "0";
            }

            try
            {
                return reader.GetString();
            }
            catch (InvalidOperationException)
            {
                // Bytes that are no UTF-8.
                throw new JsonException();
            }
        }
    }
}
