namespace Ytx.Voice.Simulator;

/// <summary>Gives the simulator that runs with the host, after <c>AddYtxSimulator</c>.</summary>
public interface IYtxSimulatorAccessor
{
    /// <summary>The running simulator; <see langword="null"/> before the host has started and after it has stopped.</summary>
    YtxSimulator? Simulator { get; }
}
