using System.Diagnostics;

namespace Ytx.Benchmarks;

/// <summary>This program as a server in a process of its own. It ends with its standard input, so it never outlives its parent.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string[] addresses)
    {
        _process = process;
        Addresses = [.. addresses.Select(address => new Uri(address))];
    }

    public IReadOnlyList<Uri> Addresses { get; }

    /// <param name="command">The command line of the server, which writes its addresses as its first line.</param>
    public static async Task<ServerProcess> StartAsync(string command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        }

        start.ArgumentList.Add(command);
        var process = Process.Start(start)!;
        var addresses = await process.StandardOutput.ReadLineAsync();
        return new ServerProcess(process, addresses!.Split(' '));
    }

    /// <summary>The server's side: serves until the parent has had enough.</summary>
    public static async Task ServeAsync(params Uri[] addresses)
    {
        Console.WriteLine(string.Join(' ', addresses.Select(address => address.AbsoluteUri)));
        await Console.In.ReadToEndAsync();
    }

    /// <summary>Ends the server.</summary>
    /// <returns>What it wrote after its addresses.</returns>
    public async Task<string> StopAsync()
    {
        _process.StandardInput.Close();
        return await _process.StandardOutput.ReadToEndAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
