namespace Ytx.Voice.Simulator;

/// <summary>Gives the simulator that runs with the host, after <c>AddYtxSimulator</c>.</summary>
public interface IYtxSimulatorAccessor
{
    /// <summary>
    /// The running simulator; <see langword="null"/> before the host starts, after it stops, and where another program's is
    /// used.
    /// </summary>
    YtxSimulator? Simulator { get; }

    /// <summary>
    /// Where a simulator answers: the running one, or with <see cref="SimulatorOptions.UseRunning"/> another program's;
    /// <see langword="null"/> before the host starts and after it stops.
    /// </summary>
    Uri? Address { get; }
}
