using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Ytx.Voice.Simulator;

/// <summary>The JSON the simulator reads and writes; Chinese stays readable, markup is escaped.</summary>
[JsonSerializable(typeof(GatewayAnswer))]
[JsonSerializable(typeof(AboutModel))]
[JsonSerializable(typeof(BalanceAnswer))]
[JsonSerializable(typeof(BalanceModel))]
[JsonSerializable(typeof(CallModel[]))]
[JsonSerializable(typeof(FaultModel[]))]
[JsonSerializable(typeof(ProblemModel))]
[JsonSerializable(typeof(PushFaultModel[]))]
[JsonSerializable(typeof(PushModel[]))]
[JsonSerializable(typeof(PushOrder))]
[JsonSerializable(typeof(QueuedModel))]
[JsonSerializable(typeof(RecordAnswer))]
[JsonSerializable(typeof(RecordPushModel))]
[JsonSerializable(typeof(StatePushModel))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SimulatorJson : JsonSerializerContext
{
    public static SimulatorJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
