using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ytx.Voice.Tool;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<Check>))]
[JsonSerializable(typeof(CallRecord))]
internal sealed partial class ToolJson : JsonSerializerContext;
