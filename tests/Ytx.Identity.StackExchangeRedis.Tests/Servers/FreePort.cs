using System.Net;
using System.Net.Sockets;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>
/// Ports below those that systems give to outgoing connections. One of those could be taken while a server is down for
/// its restart, even by a client that tries to reach it: on loopback such a client can end up connected to itself.
/// </summary>
internal static class FreePort
{
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                probe.Listen();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }
}
