using System.Diagnostics;
using System.Text.Json;

namespace Ytx.Identity.Tests;

/// <summary>What the build files say to MSBuild itself.</summary>
public sealed class BuildTests : IDisposable
{
    private readonly string _above = Directory.CreateTempSubdirectory("ytx-build").FullName;

    public void Dispose() => Directory.Delete(_above, recursive: true);

    [Theory]
    [InlineData("src", "src", true)]
    [InlineData("src", "tests", false)]
    [InlineData("src", "samples", false)]
    [InlineData("tests", "src", true)]
    [InlineData("any", "src", true)]
    [InlineData("any", "tests", false)]
    [InlineData("any", "samples", false)]
    public async Task Documentation_CloneBelowAnyFolder_IsOwedByItsOwnSrcOnly(string above, string room, bool isOwed)
    {
        var properties = await EvaluateAsync(above, room);

        Assert.Equal(!isOwed, properties["NoWarn"].Split(';').Contains("CS1591"));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    public async Task Files_AboveTheClone_AreNotRead(string room)
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            await File.WriteAllTextAsync(
                Path.Combine(_above, file),
                "<Project><PropertyGroup><NoWarn>$(NoWarn);FROM_ABOVE</NoWarn></PropertyGroup></Project>",
                TestContext.Current.CancellationToken);
        }

        var properties = await EvaluateAsync("any", room);

        Assert.DoesNotContain("FROM_ABOVE", properties["NoWarn"], StringComparison.Ordinal);
    }

    /// <summary>What an empty project has in a room of a clone that lies below a folder of this name.</summary>
    private async Task<Dictionary<string, string>> EvaluateAsync(string above, string room, params string[] arguments)
    {
        var clone = Path.Combine(_above, above, "clone");
        foreach (var file in Directory.EnumerateFiles(DocumentationTests.Root, "Directory.*")
            .Concat(new[] { "src", "samples", "tests" }.SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(DocumentationTests.Root, folder), "Directory.*"))))
        {
            var copy = Path.Combine(clone, Path.GetRelativePath(DocumentationTests.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        var project = Path.Combine(clone, room, "Project", "Project.csproj");
        Directory.CreateDirectory(Path.GetDirectoryName(project)!);
        await File.WriteAllTextAsync(
            project, """<Project Sdk="Microsoft.NET.Sdk" />""", TestContext.Current.CancellationToken);
        return await AskAsync([project, .. arguments]);
    }

    private static async Task<Dictionary<string, string>> AskAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["msbuild", "-getProperty:NoWarn,WarningsNotAsErrors", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode is 0, output);
        return JsonDocument.Parse(output).RootElement.GetProperty("Properties").Deserialize<Dictionary<string, string>>()!;
    }
}
