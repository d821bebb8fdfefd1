using System.Text.Json.Serialization;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>How a call is written. Names and types are those of <see cref="TrackedCall"/>; states are written by name.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(TrackedCall))]
[JsonSerializable(typeof(string))]
internal sealed partial class CallJson : JsonSerializerContext;
