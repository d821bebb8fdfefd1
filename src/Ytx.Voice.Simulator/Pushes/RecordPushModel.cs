using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>The push after a call has ended: all values are texts.</summary>
internal sealed record RecordPushModel([property: JsonPropertyName("cdr")] RecordPushRow[] Cdr);
