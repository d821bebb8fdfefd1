using System.Text.Json;
using System.Text.Unicode;

namespace Ytx.Voice.Simulator;

/// <summary>
/// The documented fields of a body, and those that public clients send. Others are ignored: the document does not forbid them.
/// </summary>
internal sealed class GatewayBody
{
    private const int MaxDepth = 8;

    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false,
    };

    private static readonly string[] CallFields =
        ["action", "appid", "dst", "dstclid", "code", "time", "templateId", "speed"];

    private static readonly string[] RecordFields = ["action", "appid", "fid", "lastresid", "limit"];
    private static readonly string[] BalanceFields = ["action", "appid"];

    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _numbers = [];

    private GatewayBody()
    {
    }

    /// <summary>What the first field of another kind must be.</summary>
    public string? Illegal { get; private set; }

    /// <summary>What fills the places of the template; empty when it was absent or null.</summary>
    public IReadOnlyList<string> Datas { get; private set; } = [];

    public string? Action => this["action"];

    /// <summary>The value as sent; <see langword="null"/> when it was absent, null or empty.</summary>
    public string? this[string field] => _values.GetValueOrDefault(field);

    /// <summary>Whether the field was sent as a JSON number.</summary>
    public bool IsNumber(string field) => _numbers.Contains(field);

    /// <returns><see langword="null"/> when this is not one JSON object in UTF-8.</returns>
    public static GatewayBody? Parse(ReadOnlyMemory<byte> utf8, SimulatorOperation operation)
    {
        utf8 = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(utf8.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, operation) : null;
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

    private static GatewayBody Read(JsonElement root, SimulatorOperation operation)
    {
        var body = new GatewayBody();
        var fields = operation switch
        {
            SimulatorOperation.Record => RecordFields,
            SimulatorOperation.Balance => BalanceFields,
            _ => CallFields,
        };
        foreach (var field in fields)
        {
            if (!root.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (TextOf(value) is not { } text)
            {
                body.Illegal ??= $"{field} must be a string";
            }
            else if (text.Length > 0)
            {
                body._values[field] = text;
                if (value.ValueKind is JsonValueKind.Number)
                {
                    body._numbers.Add(field);
                }
            }
        }

        if (operation is SimulatorOperation.Call
            && root.TryGetProperty("datas", out var datas) && datas.ValueKind is not JsonValueKind.Null)
        {
            string?[] texts = datas.ValueKind is JsonValueKind.Array ? [.. datas.EnumerateArray().Select(TextOf)] : [null];
            body.Datas = [.. texts.OfType<string>()];
            body.Illegal ??= body.Datas.Count < texts.Length ? "datas must be an array of strings" : null;
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
