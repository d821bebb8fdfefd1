using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;

namespace Ytx.Benchmarks;

/// <summary>
/// Commit 28ec136, taken out of git and built with a driver (<c>OldCommit/Driver.cs</c>) that asks it for the same calls as
/// ours are asked for, in a process of its own, a turn at a time. Where that cannot be, its rows say why and have no figure.
/// </summary>
internal sealed class OldCommit : IAsyncDisposable
{
    private const string Commit = "28ec136";

    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    private readonly Process? _process;
    private readonly string _missing;

    private OldCommit(Process? process, string missing) => (_process, _missing) = (process, missing);

    public static async Task<OldCommit> StartAsync(string redis)
    {
        string driver;
        try
        {
            driver = await Built.Value;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return new OldCommit(null, exception.Message);
        }

        return new OldCommit(
            Process.Start(new ProcessStartInfo("dotnet", [driver, redis])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }),
            "");
    }

    /// <summary>One turn.</summary>
    /// <returns>Operations a second; nothing that counts where there is no old commit.</returns>
    public async Task<double> TurnAsync()
    {
        if (_process is null)
        {
            return double.NaN;
        }

        await _process.StandardInput.WriteLineAsync("turn");
        await _process.StandardInput.FlushAsync();
        var rate = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The driver of {Commit} ended.");
        return double.Parse(rate, CultureInfo.InvariantCulture);
    }

    /// <summary>A line of the report.</summary>
    public Figure Compare(string id, string what, IReadOnlyList<double> olds, IReadOnlyList<double> ours, double mark) =>
        _process is null
            ? new(id, what, Commit, _missing, double.NaN, "x", mark, AtMost: false)
            : Turns.Compare(id, what, Commit, olds, ours, mark);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // It ends with its input.
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    private static async Task<string> BuildAsync()
    {
        var here = AppContext.BaseDirectory;
        var repository = (await RunAsync(here, "git", "rev-parse", "--show-toplevel")).Trim();
        var folder = Path.Combine(repository, "artifacts", Commit);
        var archive = Path.Combine(repository, "artifacts", Commit + ".tar");
        await RunAsync(
            repository, "git", "archive", "--output", archive, Commit, "src", "Directory.Build.props", "Directory.Packages.props",
            "global.json", ".editorconfig");
        Directory.CreateDirectory(folder);
        await TarFile.ExtractToDirectoryAsync(archive, folder, overwriteFiles: true);

        // Its project has the name of this one, which the old projects show their internals to.
        var driver = Directory.CreateDirectory(Path.Combine(folder, "tests", "Ytx.Benchmarks")).FullName;
        foreach (var file in (string[])["Driver.cs", "Driver.csproj"])
        {
            var name = file.Replace("Driver.csproj", "Ytx.Benchmarks.csproj", StringComparison.Ordinal);
            File.Copy(Path.Combine(here, "OldCommit", file), Path.Combine(driver, name), overwrite: true);
        }

        await RunAsync(driver, "dotnet", "build", "-c", "Release", "-o", "built", "--disable-build-servers", "-p:RunAnalyzers=false");
        return Path.Combine(driver, "built", "Ytx.Benchmarks.dll");
    }

    private static async Task<string> RunAsync(string folder, string file, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(file, words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode is not 0)
        {
            var lines = (await error + await output).Trim().Split('\n');
            throw new InvalidOperationException(Array.Find(lines, line => line.Contains("error", StringComparison.Ordinal)) ?? lines[^1]);
        }

        return await output;
    }
}
