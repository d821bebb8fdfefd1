using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>
/// Stands between a client and one server and spoils the line: replies are late, get lost, or break off in the middle.
/// Commands always go through, so that what the server did and what the client knows come apart. A cluster's nodes name
/// each other's own addresses, so a client of a cluster walks round it.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly EndPoint _target;
    private readonly ConcurrentDictionary<TcpProxyConnection, bool> _open = new();
    private readonly Lock _gate = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private bool _cutReplies;
    private int? _replyBytesLeft;
    private int _connections;
    private long _bytesToServer;
    private long _bytesToClient;
    private long _bytesLost;

    private TcpProxy(EndPoint target)
    {
        _target = target;
        Port = FreePort.Next();
        Listen();
    }

    public int Port { get; }

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>How long every piece of a command and of a reply is held back: twice in a round trip.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How many connections were ever made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public int OpenConnections => _open.Count;

    public long BytesToServer => Volatile.Read(ref _bytesToServer);

    public long BytesToClient => Volatile.Read(ref _bytesToClient);

    /// <summary>What the server has said and the client has not heard.</summary>
    public long BytesLost => Volatile.Read(ref _bytesLost);

    public static TcpProxy Start(EndPoint target) => new(target);

    /// <summary>From now on nothing that the server says arrives. The connections stay open.</summary>
    public void CutReplies()
    {
        lock (_gate)
        {
            _cutReplies = true;
        }
    }

    /// <summary>Lets this much more of the replies through, then closes the connection where that ended.</summary>
    public void CutAfterReplyBytes(int count)
    {
        lock (_gate)
        {
            _replyBytesLeft = count;
        }
    }

    /// <summary>Takes no new connection. Those that are open stay so until <see cref="DropConnections"/>.</summary>
    public void RefuseConnections()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    /// <summary>Closes all connections that are open.</summary>
    public void DropConnections()
    {
        foreach (var connection in _open.Keys)
        {
            connection.Dispose();
        }
    }

    /// <summary>
    /// Ends every fault. A connection that lost a part of what the server said is closed: TCP leaves nothing out, so
    /// going on with it would show a client what no network can.
    /// </summary>
    public void Heal()
    {
        lock (_gate)
        {
            Delay = TimeSpan.Zero;
            _cutReplies = false;
            _replyBytesLeft = null;
            if (_listener is null)
            {
                Listen();
            }
        }

        foreach (var connection in _open.Keys.Where(connection => connection.LostReplies))
        {
            connection.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        RefuseConnections();
        await _accepting;
        DropConnections();
    }

    internal void CountCommand(int bytes) => Interlocked.Add(ref _bytesToServer, bytes);

    /// <summary>How much of a piece of a reply the client may see, and whether the connection ends with it.</summary>
    internal (int Bytes, bool Ends) Judge(TcpProxyConnection connection, int bytes)
    {
        lock (_gate)
        {
            var (visible, ends) = (bytes, false);
            if (connection.LostReplies || _cutReplies)
            {
                connection.LostReplies = true;
                visible = 0;
            }
            else if (_replyBytesLeft is { } left)
            {
                visible = Math.Min(bytes, left);
                ends = bytes >= left;
                _replyBytesLeft = ends ? null : left - bytes;
            }

            Interlocked.Add(ref _bytesToClient, visible);
            Interlocked.Add(ref _bytesLost, bytes - visible);
            return (visible, ends);
        }
    }

    private void Listen()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _connections);
            var connection = new TcpProxyConnection(this, client);
            _open[connection] = true;
            _ = CarryAsync(connection);
        }
    }

    private async Task CarryAsync(TcpProxyConnection connection)
    {
        await connection.RunAsync(_target);
        _open.TryRemove(connection, out _);
    }
}
