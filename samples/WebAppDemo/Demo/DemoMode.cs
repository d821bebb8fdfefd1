using Ytx.Voice.Simulator;

namespace WebAppDemo;

/// <summary>Whether this is the demo with simulator and demo user, and where its handset is. Development only.</summary>
public sealed class DemoMode(IYtxSimulatorAccessor? running)
{
    public bool IsOn => running is not null;

    /// <summary>Whether it rings the handset of a demo that was there before.</summary>
    public bool IsSecond => running is { Simulator: null };

    /// <summary>The virtual handset's page; null without a simulator.</summary>
    public Uri? Handset => running?.Address;
}
