using System.Diagnostics;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>
/// Kills the servers that are left when the test host ends, however it ends: a shell reads the list of them from a
/// pipe, and the pipe closes with the host, also when that is killed. The list is sent whole at every change, and is
/// without those that have ended: their numbers may be other processes' by then.
/// </summary>
internal static class Watchdog
{
    // The terminal sends an interrupt to all processes of a run, this one included.
    private const string Script = """
        trap '' INT TERM HUP
        while read -r line; do ids=$line; done
        [ -z "$ids" ] || kill -9 $ids
        """;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Servers = [];
    private static Process? _shell;

    public static void Watch(int id)
    {
        lock (Gate)
        {
            Servers.Add(id);
            Send();
        }
    }

    public static void Leave(int id)
    {
        lock (Gate)
        {
            Servers.Remove(id);
            Send();
        }
    }

    private static void Send()
    {
        _shell ??= Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true })!;
        _shell.StandardInput.WriteLine(string.Join(' ', Servers));
        _shell.StandardInput.Flush();
    }
}
