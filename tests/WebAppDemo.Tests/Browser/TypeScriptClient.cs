using System.ComponentModel;
using System.Diagnostics;
using Ytx.Identity.Tests;

namespace WebAppDemo.Tests;

/// <summary><c>tests/TypeScriptClient</c>, built by npm: types from the OpenAPI document, checked by the compiler, in one script for a page.</summary>
internal static class TypeScriptClient
{
    private const string Missing =
        "npm did not build the TypeScript client, so it was not tried. It needs Node.js with npm (Debian and Ubuntu: apt-get install "
        + "nodejs npm) where PATH finds them, and the packages of tests/TypeScriptClient/package.json.";

    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "typescript-client");

    /// <returns>The script's file.</returns>
    public static async Task<string> BuildAsync()
    {
        Directory.CreateDirectory(Folder);
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "TypeScriptClient"))
            .Append(Path.Combine(Repository.Root, "src", "Ytx.Identity.Api", "openapi.json"));
        foreach (var source in sources)
        {
            File.Copy(source, Path.Combine(Folder, Path.GetFileName(source)), overwrite: true);
        }

        if (await RunAsync("install", "--no-package-lock", "--no-audit", "--no-fund") is not (0, _) and var (_, install))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("YTX_TEST_REQUIRE") is "all", Missing);
            Assert.Fail($"{Missing}\n{install}");
        }

        var (status, output) = await RunAsync("run", "build");
        Assert.True(status is 0, output);
        return Path.Combine(Folder, "main.js");
    }

    private static async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = npm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (npm.ExitCode, await output + await errors);
        }
        catch (Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }
}
