namespace Ytx.Voice.Simulator;

/// <summary>What a request asks the gateway for.</summary>
public enum SimulatorOperation
{
    /// <summary>To place a call: <c>NoticeCall.wx</c> and <c>CodeCallOut.wx</c>.</summary>
    Call,

    /// <summary>For a call's record: <c>CallCdr.wx</c>.</summary>
    Record,

    /// <summary>For the balance: <c>getBlance.wx</c>.</summary>
    Balance,
}
