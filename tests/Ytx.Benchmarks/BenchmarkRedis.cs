using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Ytx.Benchmarks;

/// <summary>The Redis in YTX_TEST_REDIS, or a redis-server of its own without persistence on a free loopback port.</summary>
internal sealed class BenchmarkRedis : IAsyncDisposable
{
    private readonly Process? _process;

    private BenchmarkRedis(Process? process, ConnectionMultiplexer connection)
    {
        _process = process;
        Connection = connection;
    }

    public ConnectionMultiplexer Connection { get; }

    public IDatabase Database => Connection.GetDatabase();

    private IServer Server => Connection.GetServers()[0];

    public static async Task<BenchmarkRedis> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("YTX_TEST_REDIS") is { Length: > 0 } external)
        {
            return new BenchmarkRedis(null, await ConnectionMultiplexer.ConnectAsync(external + ",allowAdmin=true"));
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var process = Process.Start(new ProcessStartInfo("redis-server",
            ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            RedirectStandardOutput = true,
        })!;
        _ = process.StandardOutput.ReadToEndAsync();
        var connection = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{port},abortConnect=false,connectRetry=20,allowAdmin=true");
        await connection.GetDatabase().PingAsync();
        return new BenchmarkRedis(process, connection);
    }

    public Task ForgetAllAsync() => Server.FlushDatabaseAsync();

    /// <summary>How often a command was sent by clients: what scripts call is counted under its own name.</summary>
    public async Task<long> CountAsync(string command)
    {
        var stats = (await Server.InfoAsync("commandstats")).SelectMany(section => section)
            .FirstOrDefault(pair => pair.Key == $"cmdstat_{command}").Value;
        return stats is null ? 0 : long.Parse(stats.AsSpan("calls=".Length, stats.IndexOf(',') - "calls=".Length), CultureInfo.InvariantCulture);
    }

    public IAsyncEnumerable<RedisKey> KeysAsync() => Server.KeysAsync(pageSize: 1000);

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
