namespace Ytx.Voice.Simulator;

/// <summary>A call as JSON.</summary>
internal sealed record CallModel(
    string RequestId,
    string Dst,
    string Code,
    string Time,
    string? Dstclid,
    string Action,
    string Function,
    string? TemplateId,
    IReadOnlyList<string> Datas,
    string? Speed,
    DateTimeOffset ReceivedAt,
    string State,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    int Duration,
    decimal Cost,
    string? StateDesc,
    string? Person)
{
    public static CallModel From(SimulatedCall call) => new(
        call.RequestId,
        call.Dst,
        call.Code,
        call.Time,
        call.Dstclid,
        call.Action,
        call.Function,
        call.TemplateId,
        call.Datas,
        call.Speed,
        call.ReceivedAt,
        CallWords.NameOf(call.State),
        call.AnsweredAt,
        call.EndedAt,
        (int)call.Duration.TotalSeconds,
        call.Cost,
        call.EndedAt is null ? null : call.StateDesc,
        call.ScriptedPerson);

    /// <summary>The code is in here: nothing may print this type.</summary>
    public override string ToString() => $"{nameof(CallModel)} {{ RequestId = {RequestId} }}";
}
