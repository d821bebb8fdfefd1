using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>The answer to a request for a call's record: numbers are numbers here, not texts as in the push.</summary>
internal sealed record RecordAnswer([property: JsonPropertyName("cdr")] RecordRow[] Cdr)
{
    private const string TimeForm = "yyyy-MM-dd HH:mm:ss";

    public static RecordAnswer None { get; } = new([]);

    public static RecordAnswer Of(SimulatedCall call, SimulatorOptions options)
    {
        var start = ChinaTime.Format(call.ReceivedAt, TimeForm);
        var end = ChinaTime.Format(call.EndedAt!.Value, TimeForm);
        var row = new RecordRow
        {
            RequestId = call.RequestId,
            AppId = options.AppId,
            Fid = options.RecordFid,
            Caller = call.Dstclid ?? string.Empty,
            Called = call.Dst,
            CallerStartTime = start,
            CallerEndTime = end,
            CalledStartTime = call.AnsweredAt is { } answered ? ChinaTime.Format(answered, TimeForm) : start,
            CalledEndTime = end,
            Duration = (long)call.Duration.TotalSeconds,
            Amount = call.Cost,
            StateDesc = call.StateDesc,
        };
        return new([row]);
    }
}
