using System.Diagnostics;
using System.Text;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>A child process with the end of its output.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int MaxOutput = 8_000;
    private const string ReadyMark = "Ready to accept connections";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        Watchdog.Watch(_process.Id);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Exited = WaitAsync();
    }

    /// <summary>Ends when the process has printed that it listens, as Redis, Valkey and Garnet do.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Ends with the process, after the last of its output.</summary>
    public Task Exited { get; }

    public bool HasExited => _process.HasExited;

    public bool FoundPortTaken =>
        Output.Contains("already in use", StringComparison.OrdinalIgnoreCase) || Output.Contains("AddressAlreadyInUse");

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static ServerProcess Start(string file, string directory, IEnumerable<string> arguments) =>
        new(new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });

    /// <summary>Sends STOP or CONT.</summary>
    public void Signal(string name)
    {
        // The shell knows the signals' names, whose numbers differ between systems.
        using var kill = Process.Start("/bin/sh", ["-c", "kill -\"$0\" \"$1\"", name, $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await Exited;
        _process.Dispose();
    }

    private async Task WaitAsync()
    {
        await _process.WaitForExitAsync();
        Watchdog.Leave(_process.Id);
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
            _output.Remove(0, Math.Max(0, _output.Length - MaxOutput));
        }

        if (line is not null && line.Contains(ReadyMark))
        {
            _ready.TrySetResult();
        }
    }
}
