namespace Ytx.Voice.Simulator;

/// <summary>What the gateway pushes while a call is under way, by its names there.</summary>
internal enum CallStep
{
    Callout,
    Alerting,
    Answer,
    Disconnect,
}
