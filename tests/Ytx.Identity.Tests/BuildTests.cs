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

    [Theory]
    [InlineData("src", true)]
    [InlineData("tests", true)]
    [InlineData("samples", true)]
    [InlineData("src", false)]
    public async Task VulnerablePackage_OnCi_IsAnError(string room, bool isCi)
    {
        var properties = await EvaluateAsync("any", room, isCi ? "-p:CI=true" : "-p:CI=");

        Assert.Equal(("true", "all", "low"), (properties["TreatWarningsAsErrors"], properties["NuGetAuditMode"], properties["NuGetAuditLevel"]));
        Assert.NotEqual("false", properties["NuGetAudit"], StringComparer.OrdinalIgnoreCase);
        string[] audit = ["NU1901", "NU1902", "NU1903", "NU1904"];
        Assert.Equal(isCi ? [] : audit, audit.Intersect(properties["WarningsNotAsErrors"].Split(';')));
        Assert.Empty(audit.Intersect(properties["NoWarn"].Split(';')));
    }

    [Fact]
    public void Analyzers_EveryRuleThatIsOff_HasAReasonBesideIt() => DocumentationTests.AssertNone(
        Rules().Where(rule => rule.Line.Contains("severity = none", StringComparison.Ordinal)
                && !rule.Line.TrimEnd().Contains("# ", StringComparison.Ordinal))
            .Select(rule => $"{rule.Section} {rule.Line}"),
        ".editorconfig turns rules off without saying why");

    [Fact]
    public void Analyzers_Md5_IsAllowedInFilesOfTheGatewaysSignatureOnly()
    {
        var allowed = Rules().Where(rule => rule.Line.Contains("CA5351", StringComparison.Ordinal))
            .SelectMany(rule => rule.Section.Trim('[', ']', '{', '}').Split(',')).ToList();

        Assert.NotEmpty(allowed);
        Assert.All(allowed, file =>
        {
            Assert.EndsWith(".cs", file, StringComparison.Ordinal);
            Assert.Contains("MD5.HashData(", Repository.Read(file), StringComparison.Ordinal);
        });
        Assert.Equal(2, allowed.Count(file => file.StartsWith("src/", StringComparison.Ordinal)));
    }

    private static IEnumerable<(string Section, string Line)> Rules()
    {
        var section = "";
        foreach (var line in Repository.Read(".editorconfig").Split('\n'))
        {
            section = line.StartsWith('[') ? line : section;
            if (line.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal))
            {
                yield return (section, line);
            }
        }
    }

    /// <summary>What an empty project has in a room of a clone that lies below a folder of this name.</summary>
    private async Task<Dictionary<string, string>> EvaluateAsync(string above, string room, params string[] arguments)
    {
        var clone = Path.Combine(_above, above, "clone");
        foreach (var file in Directory.EnumerateFiles(Repository.Root, "Directory.*")
            .Concat(new[] { "src", "samples", "tests" }.SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "Directory.*"))))
        {
            var copy = Path.Combine(clone, Path.GetRelativePath(Repository.Root, file));
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
        foreach (var argument in (string[])["msbuild", "-getProperty:NoWarn,WarningsNotAsErrors,TreatWarningsAsErrors,NuGetAudit,NuGetAuditMode,NuGetAuditLevel", .. arguments])
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
