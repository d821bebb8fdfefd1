using System.Text.Json.Serialization;

namespace Ytx.Voice;

[JsonSourceGenerationOptions(MaxDepth = 8, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(YtxCallBody))]
[JsonSerializable(typeof(YtxAnswer))]
internal sealed partial class YtxJson : JsonSerializerContext;
