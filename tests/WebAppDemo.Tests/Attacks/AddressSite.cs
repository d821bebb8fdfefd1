namespace WebAppDemo.Tests.Attacks;

/// <summary>The demo with the default limit of a client address.</summary>
public sealed class AddressSite : DemoSite
{
    protected override string ClientAddressLimit => "10 in 1h";
}
