using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Ytx.Benchmarks;

/// <summary>
/// A redis-server of its own on a free loopback port, or three that are a cluster, with the persistence that docs/scale.md
/// recommends. Benchmarks forget all that is in it, so it is never one that somebody else has started.
/// </summary>
internal sealed class BenchmarkRedis : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly List<Process> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("ytx-benchmark-").FullName;
    private ConnectionMultiplexer? _connection;

    private BenchmarkRedis()
    {
    }

    public string ConnectionString { get; private set; } = "";

    public ConnectionMultiplexer Connection => _connection!;

    public IDatabase Database => Connection.GetDatabase();

    public IServer[] Servers => Connection.GetServers();

    public static async Task<BenchmarkRedis> StartAsync(bool asCluster = false)
    {
        var redis = new BenchmarkRedis();
        try
        {
            var ports = Enumerable.Range(0, asCluster ? 3 : 1).Select(_ => FreePort()).ToArray();
            foreach (var port in ports)
            {
                await redis.LaunchAsync(port, asCluster);
            }

            redis.ConnectionString = string.Join(',', ports.Select(port => $"127.0.0.1:{port}"));
            if (asCluster)
            {
                await FormAsync(ports);
            }

            redis._connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true");
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public Task ForgetAllAsync() => Task.WhenAll(Servers.Select(server => server.FlushDatabaseAsync()));

    /// <summary>How many scripts clients have sent, by their hash or with their text.</summary>
    public async Task<long> CountScriptsAsync() =>
        (await Task.WhenAll(Servers.Select(server => server.InfoAsync("commandstats"))))
            .SelectMany(sections => sections).SelectMany(section => section)
            .Where(pair => pair.Key is "cmdstat_evalsha" or "cmdstat_eval")
            .Sum(pair => long.Parse(
                pair.Value.AsSpan("calls=".Length, pair.Value.IndexOf(',', StringComparison.Ordinal) - "calls=".Length),
                CultureInfo.InvariantCulture));

    /// <summary>Loads a script on a server that is alone, so that it can be asked for by its hash.</summary>
    public Task<byte[]> LoadAsync(string script) => Servers[0].ScriptLoadAsync(script);

    public IAsyncEnumerable<RedisKey> KeysAsync() => Servers[0].KeysAsync(pageSize: 1000);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task LaunchAsync(int port, bool asCluster)
    {
        string[] cluster = asCluster ? ["--cluster-enabled", "yes", "--cluster-config-file", $"{port}.conf"] : [];
        var process = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "",
            "--appendonly", "yes", .. cluster,
        ])
        {
            RedirectStandardOutput = true,
        })!;
        _processes.Add(process);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException($"redis-server ended on port {port}.");
    }

    private static async Task FormAsync(int[] ports)
    {
        await AskAsync(["--cluster", "create", .. ports.Select(port => $"127.0.0.1:{port}"), "--cluster-yes"]);
        var clock = Stopwatch.StartNew();
        foreach (var port in ports)
        {
            while (!(await AskAsync(["-p", port.ToString(CultureInfo.InvariantCulture), "cluster", "info"]))
                .Contains("cluster_state:ok", StringComparison.Ordinal))
            {
                if (clock.Elapsed > Patience)
                {
                    throw new TimeoutException("The cluster is not whole.");
                }

                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private static async Task<string> AskAsync(string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("redis-cli", words) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode is 0 ? output : throw new InvalidOperationException($"redis-cli says: {output}");
    }

    // A node of a cluster listens for the others at a port that is ten thousand higher, and that must be one too.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            try
            {
                foreach (var each in (int[])[port, port + 10_000])
                {
                    using var probe = new TcpListener(IPAddress.Loopback, each);
                    probe.Start();
                }

                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }
}
