using System.Net;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>
/// One server process on a free loopback port, with a folder of its own. It can be killed, started again on the same
/// port, and made to hang. Only the process that was started here is ever signalled.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    // Garnet is compiled while it starts, which takes long where everything else runs too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RedisBinary _binary;
    private readonly RedisServerOptions _options;
    private readonly string _directory = Directory.CreateTempSubdirectory("ytx-redis-").FullName;
    private ServerProcess? _process;
    private bool _paused;

    private RedisServer(RedisBinary binary, RedisServerOptions options)
    {
        _binary = binary;
        _options = options;
        Port = FreePort.Next();
        BusPort = FreePort.Next();
    }

    public int Port { get; }

    /// <summary>Where a node of a cluster listens for the others.</summary>
    public int BusPort { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>Whether it is running and not paused.</summary>
    public bool Answers => _process is { HasExited: false } && !_paused;

    /// <summary>Where it would save its data.</summary>
    public string Folder => _directory;

    /// <summary>The end of what the server printed.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Starts a server and waits until it answers. Skips the test where there is none to start.</summary>
    public static async Task<RedisServer> StartAsync(RedisServerOptions? options = null)
    {
        options ??= new RedisServerOptions();
        var binary = options.ClusterNodeTimeout is not null ? RedisBinary.RequireForCluster()
            : options.IsGarnet ? RedisBinary.RequireGarnet()
            : RedisBinary.Require();
        for (var attempt = 1; ; attempt++)
        {
            var server = new RedisServer(binary, options);
            try
            {
                await server.LaunchAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < 5 && server._process is { FoundPortTaken: true })
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Kills it, as a crash would. Nothing is written any more.</summary>
    public async Task StopAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
            _paused = false;
        }
    }

    /// <summary>Kills it where it still runs, and starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await LaunchAsync();
    }

    /// <summary>Makes it hang: it can be connected to, and answers nothing.</summary>
    public void Pause()
    {
        Running.Signal("STOP");
        _paused = true;
    }

    public void Resume()
    {
        Running.Signal("CONT");
        _paused = false;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>Sends one command over a connection of its own.</summary>
    internal Task<string> AskAsync(params string[] words) => RespQuestion.AskAsync(EndPoint, words);

    private ServerProcess Running => _process ?? throw new InvalidOperationException("The server was stopped.");

    private async Task LaunchAsync()
    {
        var process = ServerProcess.Start(_binary.File, _directory,
        [
            .. _binary.Arguments(Port, _directory, _options.KeepsData), .. ClusterArguments(), .. _options.Arguments,
        ]);
        _process = process;

        // What answers on the port may be somebody else's. That it is ours, its own output says.
        await Task.WhenAny(process.Ready, process.Exited, Task.Delay(Patience));
        if (!process.Ready.IsCompleted)
        {
            throw new InvalidOperationException(
                $"{_binary.File} {(process.HasExited ? "ended" : "was not ready in time")}. It printed:\n{process.Output}");
        }

        await Waiting.UntilAsync(
            Patience, async () => await AskAsync("PING") is "PONG" ? null : "It does not answer PING.");
    }

    private string[] ClusterArguments() => _options.ClusterNodeTimeout is not { } timeout
        ? []
        :
        [
            "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-port", $"{BusPort}",
            "--cluster-node-timeout", $"{(int)timeout.TotalMilliseconds}",
            // A new replica need not wait five seconds for others to share its copy with.
            "--repl-diskless-sync-delay", "0",
        ];
}
