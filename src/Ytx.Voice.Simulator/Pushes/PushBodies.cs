using System.Globalization;
using System.Text.Json;

namespace Ytx.Voice.Simulator;

/// <summary>Writes pushes, genuine and forged.</summary>
internal sealed class PushBodies(SimulatorOptions options)
{
    private const string TimeForm = "yyyyMMddHHmmss";

    public OutgoingPush State(
        SimulatedCall call, CallStep step, DateTimeOffset at, PushForgery? forgery = null, string? stateDesc = null)
    {
        var model = new StatePushModel
        {
            RequestId = RequestIdOf(call, forgery),
            AppId = forgery is PushForgery.AppId ? AppIdOf(forgery) : null,
            Dsc = NumberOf(call, forgery),
            State = step switch
            {
                CallStep.Callout => "callout",
                CallStep.Alerting => "alerting",
                CallStep.Answer => "answer",
                _ => "disconnect",
            },
            StateDesc = stateDesc ?? step switch
            {
                CallStep.Callout => "呼出",
                CallStep.Alerting => "振铃",
                CallStep.Answer => "应答",
                _ => call.StateDesc,
            },
            Timestamp = ChinaTime.Format(at, TimeForm),
        };
        return new(
            SimulatedPushKind.State, call.RequestId, JsonSerializer.Serialize(model, SimulatorJson.Readable.StatePushModel));
    }

    public OutgoingPush Record(SimulatedCall call, PushForgery? forgery = null, string? stateDesc = null)
    {
        var start = call.AnsweredAt ?? call.ReceivedAt;
        var row = new RecordPushRow
        {
            RequestId = RequestIdOf(call, forgery),
            AppId = AppIdOf(forgery),
            Fid = options.RecordFid,
            Tel = NumberOf(call, forgery),
            StartTime = ChinaTime.Format(start, TimeForm),
            EndTime = ChinaTime.Format(call.EndedAt ?? start + call.Duration, TimeForm),
            Duration = ((long)call.Duration.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            Amount = call.Cost.ToString("0.####", CultureInfo.InvariantCulture),
            StateDesc = stateDesc ?? call.StateDesc,
        };
        return new(
            SimulatedPushKind.Record,
            call.RequestId,
            JsonSerializer.Serialize(new RecordPushModel([row]), SimulatorJson.Readable.RecordPushModel));
    }

    private string AppIdOf(PushForgery? forgery) => forgery is PushForgery.AppId ? "another-app" : options.AppId;

    // The simulator's ids begin with a year, and none of them with a nine.
    private static string RequestIdOf(SimulatedCall call, PushForgery? forgery) =>
        forgery is PushForgery.RequestId ? "9" + call.RequestId[1..] : call.RequestId;

    private static string NumberOf(SimulatedCall call, PushForgery? forgery)
    {
        var last = (call.Dst[^1] - '0' + 1) % 10;
        return forgery is PushForgery.Number ? string.Create(CultureInfo.InvariantCulture, $"{call.Dst[..^1]}{last}") : call.Dst;
    }
}
