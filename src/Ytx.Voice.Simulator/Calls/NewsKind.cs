namespace Ytx.Voice.Simulator;

internal enum NewsKind
{
    /// <summary>A call that is new, or changed.</summary>
    Call,

    /// <summary>All calls were forgotten.</summary>
    Cleared,

    /// <summary>A fault was queued, played or forgotten.</summary>
    Faults,
}
