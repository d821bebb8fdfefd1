namespace WebAppDemo.Tests;

/// <summary>The demo, told by the simulator what becomes of calls, and a Chromium to look at it with.</summary>
public sealed class PushedSite : BrowserSite
{
    protected override bool IsPushedTo => true;
}
