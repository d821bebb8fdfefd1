using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>
/// One command to exactly one server. The client library would look at the whole cluster first, and follow what it
/// finds there.
/// </summary>
internal static class RespQuestion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The reply as text. An array is not understood, an error is thrown.</summary>
    public static async Task<string> AskAsync(EndPoint server, params string[] words)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, patience.Token);
        var arguments = words.Select(word => $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        var command = $"*{words.Length}\r\n{string.Concat(arguments)}";
        await socket.SendAsync(Encoding.UTF8.GetBytes(command), patience.Token);

        // Latin-1 makes a character of every byte, as the lengths count.
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.Latin1);
        var line = await reader.ReadLineAsync(patience.Token) ?? throw new IOException("The server hung up.");
        switch (line[0])
        {
            case '+' or ':':
                return line[1..];
            case '$':
                var text = new char[int.Parse(line[1..])];
                await reader.ReadBlockAsync(text, patience.Token);
                return new string(text);
            default:
                throw new InvalidOperationException($"{words[0]}: {line}");
        }
    }
}
