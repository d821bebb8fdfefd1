namespace Ytx.Voice.Simulator;

/// <summary>An attempt to push as JSON.</summary>
internal sealed record PushModel(
    string Kind, string RequestId, int Attempt, int? StatusCode, DateTimeOffset SentAt, string Body)
{
    public static PushModel From(SimulatedPush push) => new(
        NameOf(push.Kind), push.RequestId, push.Attempt, push.StatusCode, push.SentAt, push.Body);

    public static string NameOf(SimulatedPushKind kind) => kind switch
    {
        SimulatedPushKind.State => "state",
        SimulatedPushKind.Record => "record",
        _ => "other",
    };

    /// <summary>The body has the number: nothing may print this type.</summary>
    public override string ToString() => $"{nameof(PushModel)} {{ Kind = {Kind}, RequestId = {RequestId} }}";
}
