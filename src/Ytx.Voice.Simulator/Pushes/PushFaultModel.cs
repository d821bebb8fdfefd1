using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>A fault of a push as JSON: a kind, and the fields that go with this kind.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PushFaultModel
{
    public static readonly string[] Kinds = ["late", "twice", "outOfOrder", "lost", "forged"];

    public string? Kind { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Milliseconds { get; init; }

    /// <summary><c>appid</c>, <c>number</c> or <c>requestid</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Forged { get; init; }

    /// <summary><c>state</c> or <c>record</c>; absent for whatever comes next.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? On { get; init; }

    public static PushFaultModel From(PushFault fault) => new()
    {
        Kind = fault.Kind switch
        {
            PushFaultKind.Late => "late",
            PushFaultKind.Twice => "twice",
            PushFaultKind.OutOfOrder => "outOfOrder",
            PushFaultKind.Lost => "lost",
            _ => "forged",
        },
        Milliseconds = (int?)fault.Delay?.TotalMilliseconds,
        Forged = fault.Kind is PushFaultKind.Forged ? PushOrder.NameOf(fault.Forgery) : null,
        On = fault.Target is { } target ? PushModel.NameOf(target) : null,
    };

    /// <exception cref="ArgumentException">
    /// The kind is unknown, or a field is missing, out of range or of another kind.
    /// </exception>
    public PushFault ToFault()
    {
        var fault = Kind switch
        {
            "late" => PushFault.Late(TimeSpan.FromMilliseconds(Milliseconds ?? -1)),
            "twice" => PushFault.Twice(),
            "outOfOrder" => PushFault.OutOfOrder(),
            "lost" => PushFault.Lost(),
            "forged" => PushFault.Forged(PushOrder.ForgeryOf(Forged ?? "")),
            _ => throw new ArgumentException("The kind is not one of the known kinds."),
        };
        fault = On switch
        {
            null => fault,
            "state" => fault.On(SimulatedPushKind.State),
            "record" => fault.On(SimulatedPushKind.Record),
            _ => throw new ArgumentException("on is state or record."),
        };
        return From(fault) == this ? fault : throw new ArgumentException("A field does not go with this kind.");
    }
}
