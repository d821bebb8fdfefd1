using System.Text.Json;
using System.Text.Unicode;

namespace Ytx.Voice.Simulator;

/// <summary>The documented fields of a body. Others are ignored: the document does not forbid them.</summary>
internal sealed class GatewayBody
{
    private const int MaxDepth = 8;

    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false,
    };

    private static readonly string[] Fields = ["action", "appid", "dst", "dstclid", "code", "time"];

    private readonly Dictionary<string, string> _values = [];

    private GatewayBody()
    {
    }

    /// <summary>The first field that was neither a string nor a whole number.</summary>
    public string? IllegalField { get; private set; }

    public string? Action => this["action"];

    /// <summary>The value as sent; <see langword="null"/> when it was absent, null or empty.</summary>
    public string? this[string field] => _values.GetValueOrDefault(field);

    /// <returns><see langword="null"/> when this is not one JSON object in UTF-8.</returns>
    public static GatewayBody? Parse(ReadOnlyMemory<byte> utf8)
    {
        utf8 = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(utf8.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is found only when the text is taken out.
            return null;
        }
    }

    private static GatewayBody Read(JsonElement root)
    {
        var body = new GatewayBody();
        foreach (var field in Fields)
        {
            if (!root.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (TextOf(value) is not { } text)
            {
                body.IllegalField ??= field;
            }
            else if (text.Length > 0)
            {
                body._values[field] = text;
            }
        }

        return body;
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.GetRawText() is var digits && digits.All(char.IsAsciiDigit) => digits,
        _ => null,
    };
}
