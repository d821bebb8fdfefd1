namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The simulator of the YTX voice-code gateway, which runs in the AppHost's process while that runs, with its virtual handset. For
/// development only: it shows codes, and is never published.
/// </summary>
/// <param name="name">The resource's name.</param>
/// <param name="port">The port on this machine that it listens on, 1 to 65,535.</param>
public sealed class YtxSimulatorResource(string name, int port) : Resource(name), IResourceWithWaitSupport
{
    /// <summary>The gateway's address, which is also the handset's page.</summary>
    public Uri Address { get; } = new UriBuilder(Uri.UriSchemeHttp, "localhost", port).Uri;
}
