using System.Net;
using System.Net.Sockets;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>One client's connection through the proxy. Each direction reads on once its one buffer is sent.</summary>
internal sealed class TcpProxyConnection(TcpProxy proxy, Socket client) : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Whether something that the server said is missing. Then nothing more may arrive.</summary>
    public bool LostReplies { get; set; }

    /// <summary>Carries bytes until one side closes.</summary>
    public async Task RunAsync(EndPoint target)
    {
        client.NoDelay = true;
        try
        {
            await _server.ConnectAsync(target);
            // When one direction ends, closing ends the other.
            await Task.WhenAny(CarryCommandsAsync(), CarryRepliesAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The server is not there, which the client learns by being closed, or the client is gone already.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task CarryCommandsAsync()
    {
        var buffer = new byte[BufferSize];
        while (await ReceiveAsync(client, buffer) is > 0 and var count)
        {
            await _server.SendAsync(buffer.AsMemory(0, count));
            proxy.CountCommand(count);
        }
    }

    private async Task CarryRepliesAsync()
    {
        var buffer = new byte[BufferSize];
        while (await ReceiveAsync(_server, buffer) is > 0 and var count)
        {
            var (visible, ends) = proxy.Judge(this, count);
            if (visible > 0)
            {
                await client.SendAsync(buffer.AsMemory(0, visible));
            }

            if (ends)
            {
                break;
            }
        }
    }

    private async Task<int> ReceiveAsync(Socket from, byte[] buffer)
    {
        var count = await from.ReceiveAsync(buffer);
        if (proxy.Delay is { Ticks: > 0 } delay)
        {
            await Task.Delay(delay);
        }

        return count;
    }
}
