using System.Diagnostics;
using Ytx.Identity.StackExchangeRedis.Racer;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;

namespace Ytx.Identity.StackExchangeRedis.Tests.Races;

/// <summary>A host in a process of its own, which does what it is told.</summary>
internal sealed class RacingHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private RacingHost(Process process) => _process = process;

    public static RacingHost Start(string connectionString)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Race).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Watchdog.Watch(process.Id);
        process.StandardInput.WriteLine(connectionString);
        process.StandardInput.WriteLine(StoreFactory.StoreKey);
        return new RacingHost(process);
    }

    /// <summary>Has an order carried out, and returns its result.</summary>
    public async Task<long[]> TellAsync(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException($"A host ended while it was told: {order}");
        return [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        Watchdog.Leave(_process.Id);
        _process.Dispose();
    }
}
