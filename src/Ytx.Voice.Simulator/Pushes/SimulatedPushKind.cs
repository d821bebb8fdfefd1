namespace Ytx.Voice.Simulator;

/// <summary>What a push tells.</summary>
public enum SimulatedPushKind
{
    /// <summary>A step of a call under way: <c>callout</c>, <c>alerting</c>, <c>answer</c> or <c>disconnect</c>.</summary>
    State,

    /// <summary>The record of a call that is over.</summary>
    Record,

    /// <summary>A body of a test's own.</summary>
    Other,
}
