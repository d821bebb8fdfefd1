namespace Ytx.Voice.Simulator;

/// <summary>The names of a call's states in JSON, and what the gateway says of a call that is over.</summary>
internal static class CallWords
{
    public static string NameOf(SimulatedCallState state) => state switch
    {
        SimulatedCallState.Ringing => "ringing",
        SimulatedCallState.Answered => "answered",
        SimulatedCallState.Ended => "ended",
        SimulatedCallState.Declined => "declined",
        SimulatedCallState.Busy => "busy",
        SimulatedCallState.NoAnswer => "noAnswer",
        SimulatedCallState.SwitchedOff => "switchedOff",
        SimulatedCallState.NoSuchNumber => "noSuchNumber",
        SimulatedCallState.OutOfService => "outOfService",
        SimulatedCallState.Unreachable => "unreachable",
        SimulatedCallState.Suspended => "suspended",
        SimulatedCallState.Voicemail => "voicemail",
        _ => "unknown",
    };

    public static string StateDescOf(SimulatedCallState end) => end switch
    {
        SimulatedCallState.Ended or SimulatedCallState.Voicemail => "应答|正常",
        SimulatedCallState.Declined => "用户拒接",
        SimulatedCallState.Busy => "用户正忙",
        SimulatedCallState.NoAnswer => "无应答",
        SimulatedCallState.SwitchedOff => "关机",
        SimulatedCallState.NoSuchNumber => "空号",
        SimulatedCallState.OutOfService => "停机",
        SimulatedCallState.Unreachable => "无法拨通",
        SimulatedCallState.Suspended => "暂停服务",
        _ => "未知",
    };
}
