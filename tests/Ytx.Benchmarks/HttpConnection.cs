using System.Net.Sockets;

namespace Ytx.Benchmarks;

/// <summary>
/// A kept HTTP/1.1 connection that sends bytes made before: what is left is the server's cost. It knows answers without a body.
/// </summary>
internal sealed class HttpConnection(Uri address) : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[1024];

    public Task ConnectAsync() => _socket.ConnectAsync(address.Host, address.Port);

    /// <returns>The answer's status.</returns>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        var length = 0;
        while (!_answer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length));
            if (read is 0)
            {
                throw new InvalidOperationException("The server closed the connection.");
            }

            length += read;
        }

        return ((_answer[9] - '0') * 100) + ((_answer[10] - '0') * 10) + (_answer[11] - '0');
    }

    public void Dispose() => _socket.Dispose();
}
