using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ytx.Voice.Tool.Tests;

/// <summary>A loopback port that answers one connection with fixed text, and keeps what it was asked.</summary>
internal sealed class OneAnswer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public OneAnswer(string text)
    {
        _listener.Start();
        _serving = ServeAsync(text);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public string Request { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(string text)
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var chunk = new byte[4096];
            var count = await client.GetStream().ReadAsync(chunk, _stop.Token);
            Request = Encoding.ASCII.GetString(chunk, 0, count);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), _stop.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The test is over.
        }
    }
}
