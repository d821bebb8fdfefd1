using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>A fault as JSON: a kind, and the fields that go with this kind.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FaultModel
{
    public static readonly string[] Kinds = ["refuse", "http", "delay", "cutBefore", "cutAfter", "garbage", "oversize"];

    public string? Kind { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusMsg { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RetryAfter { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Milliseconds { get; init; }

    /// <summary>The operation, where it is not the call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? On { get; init; }

    public int? Count { get; init; }

    public static FaultModel From(SimulatorFault fault) => new()
    {
        Kind = fault.Kind switch
        {
            SimulatorFaultKind.Refuse => "refuse",
            SimulatorFaultKind.Http => "http",
            SimulatorFaultKind.Delay => "delay",
            SimulatorFaultKind.CutBefore => "cutBefore",
            SimulatorFaultKind.CutAfter => "cutAfter",
            SimulatorFaultKind.Garbage => "garbage",
            _ => "oversize",
        },
        StatusCode = fault.StatusCode,
        StatusMsg = fault.StatusMessage,
        Status = fault.HttpStatus,
        RetryAfter = (int?)fault.RetryAfter?.TotalSeconds,
        Milliseconds = (int?)fault.Duration?.TotalMilliseconds,
        On = fault.Operation switch
        {
            SimulatorOperation.Record => "record",
            SimulatorOperation.Balance => "balance",
            _ => null,
        },
        Count = fault.Count,
    };

    /// <exception cref="ArgumentException">
    /// The kind is unknown, or a field is missing, out of range or of another kind.
    /// </exception>
    public SimulatorFault ToFault()
    {
        var fault = Kind switch
        {
            "refuse" => SimulatorFault.Refuse(StatusCode ?? "", StatusMsg),
            "http" => SimulatorFault.Http(Status ?? 0, RetryAfter is { } after ? TimeSpan.FromSeconds(after) : null),
            "delay" => SimulatorFault.Delay(TimeSpan.FromMilliseconds(Milliseconds ?? -1)),
            "cutBefore" => SimulatorFault.CutBefore(),
            "cutAfter" => SimulatorFault.CutAfter(),
            "garbage" => SimulatorFault.Garbage(),
            "oversize" => SimulatorFault.Oversize(),
            _ => throw new ArgumentException("The kind is not one of the known kinds."),
        };
        fault = fault.Times(Count ?? 1).On(On switch
        {
            null or "call" => SimulatorOperation.Call,
            "record" => SimulatorOperation.Record,
            "balance" => SimulatorOperation.Balance,
            _ => throw new ArgumentException("on is call, record or balance."),
        });
        var model = From(fault);
        return model == this with { Count = model.Count, On = model.On }
            ? fault
            : throw new ArgumentException("A field does not go with this kind.");
    }
}
