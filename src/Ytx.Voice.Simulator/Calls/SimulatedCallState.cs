namespace Ytx.Voice.Simulator;

/// <summary>How far a simulated call is.</summary>
public enum SimulatedCallState
{
    /// <summary>The handset rings, for <see cref="SimulatorOptions.RingTime"/> from its acceptance.</summary>
    Ringing,

    /// <summary>The call was answered and the code is being, or has been, read out.</summary>
    Answered,
}
