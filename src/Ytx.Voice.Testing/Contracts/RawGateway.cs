using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>
/// A loopback port that keeps every request to the byte. It knows of HTTP only where a request ends, so that nothing
/// which a web server would forgive or add stands between the test and the wire.
/// </summary>
internal sealed class RawGateway : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<byte[]> _requests = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Answer _answer;
    private readonly Func<RawGateway, Socket, Task<Stream?>> _open;
    private readonly Task _serving;

    // Null from opening a connection hangs up.
    private RawGateway(Answer answer, Func<RawGateway, Socket, Task<Stream?>> open)
    {
        _answer = answer;
        _open = open;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>All that arrived, the incomplete included.</summary>
    public IReadOnlyList<byte[]> Requests => [.. _requests];

    public static RawGateway Start(Answer answer) =>
        new(answer, static (_, socket) => Task.FromResult<Stream?>(new NetworkStream(socket)));

    /// <summary>The same behind TLS.</summary>
    public static RawGateway Start(Answer answer, X509Certificate2 certificate) => new(answer, async (gateway, socket) =>
    {
        var stream = new SslStream(new NetworkStream(socket));
        var options = new SslServerAuthenticationOptions { ServerCertificate = certificate };
        await stream.AuthenticateAsServerAsync(options, gateway._stop.Token);
        return stream;
    });

    /// <summary>A port that speaks before it reads anything.</summary>
    public static RawGateway StartSpeaking(Answer greeting) => new(Answers.HangUp, async (gateway, socket) =>
    {
        var stream = new NetworkStream(socket);
        await greeting(stream, gateway._stop.Token);
        return stream;
    });

    /// <summary>A port that hangs up before it reads anything.</summary>
    public static RawGateway StartHangingUp() =>
        new(Answers.HangUp, static (_, _) => Task.FromResult<Stream?>(null));

    /// <summary>The same, once there is something to read: it is kept here, but was never taken from the socket.</summary>
    public static RawGateway StartPeeking() => new(Answers.HangUp, static async (gateway, socket) =>
    {
        var chunk = new byte[4096];
        var count = await socket.ReceiveAsync(chunk, SocketFlags.Peek, gateway._stop.Token);
        gateway._requests.Enqueue(chunk[..count]);
        return null;
    });

    /// <summary>The one request that arrived, a character a byte.</summary>
    public string OnlyRequest() => Encoding.Latin1.GetString(Requests.Single());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = await _open(this, socket);
                while (stream is not null && await ReadAsync(stream) is { Length: > 0 } request)
                {
                    _requests.Enqueue(request);
                    if (!await _answer(stream, _stop.Token))
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (
                exception is IOException or OperationCanceledException or AuthenticationException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<byte[]> ReadAsync(Stream stream)
    {
        var request = new List<byte>();
        var chunk = new byte[4096];
        while (request.Count is 0 || request.Count < Length(request))
        {
            var count = await stream.ReadAsync(chunk, _stop.Token);
            if (count is 0)
            {
                break;
            }

            request.AddRange(chunk.AsSpan(0, count));
        }

        return [.. request];
    }

    private static int Length(List<byte> request)
    {
        var text = Encoding.Latin1.GetString([.. request]);
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
        {
            return int.MaxValue;
        }

        const string Name = "\r\nContent-Length: ";
        var length = text.IndexOf(Name, 0, head, StringComparison.OrdinalIgnoreCase);
        return head + 4 + (length < 0 ? 0 : int.Parse(text[(length + Name.Length)..].Split("\r\n")[0], CultureInfo.InvariantCulture));
    }
}
