using Ytx.Voice.Simulator;

namespace WebAppDemo;

/// <summary>Whether this is the demo with simulator and demo user, and where its handset is. Development only.</summary>
public sealed class DemoMode(IYtxSimulatorAccessor? running)
{
    public bool IsOn => running is not null;

    /// <summary>Whether it rings the handset of a demo that was there before.</summary>
    public bool IsSecond => running is { Simulator: null };

    /// <summary>Tells the simulator of this process where to push what becomes of calls.</summary>
    public void PushTo(string? site, string? secret)
    {
        if (running?.Simulator is { } simulator && site is not null && secret is not null)
        {
            simulator.CallStatusUrl = new Uri(new Uri(site), "/ytx/call-status/" + secret);
        }
    }

    /// <summary>The virtual handset's page; null without a simulator.</summary>
    public Uri? Handset => running?.Address;
}
