namespace Ytx.Voice.Simulator;

/// <summary>Somebody who does the same with every call, known by the last two digits of a mobile number.</summary>
internal sealed record ScriptedPerson(
    string Digits, string English, string Chinese, Func<CallPlan, SimulatorOptions, CallPlan> Plan)
{
    /// <summary>The table of README.md and of the handset.</summary>
    public static IReadOnlyList<ScriptedPerson> All { get; } =
    [
        new("01", "answers after 2 s", "2 秒后接听", (call, options) => call.Answered(After(call, 2), options.TalkTime)),
        AtOnce("02", "is busy", "忙线", SimulatedCallState.Busy),
        new("03", "never answers", "无人接听",
            (call, options) => call.Over(call.StartsAt + options.NoAnswerTime, SimulatedCallState.NoAnswer)),
        AtOnce("04", "is switched off", "关机", SimulatedCallState.SwitchedOff),
        AtOnce("05", "is no such number", "空号", SimulatedCallState.NoSuchNumber),
        new("06", "goes to voicemail after 4 s", "4 秒后转语音信箱",
            (call, options) => call.Answered(After(call, 4), options.TalkTime, SimulatedCallState.Voicemail)),
        new("07", "declines after 3 s", "3 秒后拒接",
            (call, _) => call.Over(After(call, 3), SimulatedCallState.Declined)),
        AtOnce("08", "is out of service", "停机", SimulatedCallState.OutOfService),
        AtOnce("09", "cannot be reached", "无法接通", SimulatedCallState.Unreachable),
        AtOnce("10", "is suspended", "暂停服务", SimulatedCallState.Suspended),
        AtOnce("11", "ends in a way that the gateway does not know", "结果未知", SimulatedCallState.Unknown),
    ];

    /// <returns><see langword="null"/> for a landline, and for a mobile that nobody scripted.</returns>
    public static ScriptedPerson? Of(string dst) =>
        dst is ['1', ..] ? All.FirstOrDefault(person => dst.EndsWith(person.Digits, StringComparison.Ordinal)) : null;

    private static ScriptedPerson AtOnce(string digits, string english, string chinese, SimulatedCallState end) =>
        new(digits, english, chinese, (call, _) => (call with { Rings = false }).Over(call.StartsAt, end));

    private static DateTimeOffset After(CallPlan call, int seconds) => call.StartsAt + TimeSpan.FromSeconds(seconds);
}
