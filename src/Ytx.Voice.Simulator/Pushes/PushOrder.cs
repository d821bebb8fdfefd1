using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>A push that is asked for: of which call, what it tells, and what is forged in it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PushOrder
{
    public required string RequestId { get; init; }

    /// <summary><c>callout</c>, <c>alerting</c>, <c>answer</c> or <c>disconnect</c>; absent for the record.</summary>
    public string? State { get; init; }

    /// <summary>Instead of what the call says.</summary>
    public string? StateDesc { get; init; }

    /// <summary><c>appid</c>, <c>number</c> or <c>requestid</c>.</summary>
    public string? Forged { get; init; }

    /// <exception cref="ArgumentException">A value is none of those above.</exception>
    public OutgoingPush Write(SimulatedCall call, PushBodies bodies, TimeProvider clock)
    {
        PushForgery? forgery = Forged is null ? null : ForgeryOf(Forged);
        return State is null
            ? bodies.Record(call, forgery, StateDesc)
            : bodies.State(call, StepOf(State), clock.GetUtcNow(), forgery, StateDesc);
    }

    /// <exception cref="ArgumentException">It is no such name.</exception>
    public static CallStep StepOf(string state) => state switch
    {
        "callout" => CallStep.Callout,
        "alerting" => CallStep.Alerting,
        "answer" => CallStep.Answer,
        "disconnect" => CallStep.Disconnect,
        _ => throw new ArgumentException("A state is callout, alerting, answer or disconnect.", nameof(state)),
    };

    /// <exception cref="ArgumentException">It is no such name.</exception>
    public static PushForgery ForgeryOf(string name) => name switch
    {
        "appid" => PushForgery.AppId,
        "number" => PushForgery.Number,
        "requestid" => PushForgery.RequestId,
        _ => throw new ArgumentException("Forged is appid, number or requestid.", nameof(name)),
    };

    public static string NameOf(PushForgery? forgery) => forgery switch
    {
        PushForgery.AppId => "appid",
        PushForgery.Number => "number",
        _ => "requestid",
    };
}
