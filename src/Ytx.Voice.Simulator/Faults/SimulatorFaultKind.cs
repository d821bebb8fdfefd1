namespace Ytx.Voice.Simulator;

/// <summary>What a <see cref="SimulatorFault"/> does to a request.</summary>
public enum SimulatorFaultKind
{
    /// <summary>Answered with a result code other than 0; no call.</summary>
    Refuse,

    /// <summary>Answered with an HTTP status and no body; no call.</summary>
    Http,

    /// <summary>Answered as usual, but late.</summary>
    Delay,

    /// <summary>The connection is cut before the request is read; no call.</summary>
    CutBefore,

    /// <summary>The call is accepted and rings, then the connection is cut: the sender cannot know.</summary>
    CutAfter,

    /// <summary>Answered with HTTP 200 and something that is not JSON; no call.</summary>
    Garbage,

    /// <summary>Answered with 1 MiB of JSON; no call.</summary>
    Oversize,
}
