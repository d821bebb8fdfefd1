using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Ytx.Identity.Tests;

namespace Packages.Tests;

/// <summary>What a stranger takes home.</summary>
public sealed partial class PackageTests
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [Fact]
    public void Packages_EveryPackableProject_IsThereInOneVersion()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => File.ReadAllText(project).Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal))
            .Select(project => Path.GetFileNameWithoutExtension(project))
            .Order(StringComparer.Ordinal);

        Assert.Equal(projects, Package.All().Select(package => package.Id));
        Assert.Matches(@"^1\.\d+\.\d+(-rc(\.\d+)*)?$", Assert.Single(Package.All().Select(package => package.Version).Distinct()));
    }

    [Fact]
    public void Metadata_EveryPackage_SaysWhatItIs() => Assert.All(Package.All(), package =>
    {
        Assert.Equal("MIT", package.Text("license"));
        Assert.InRange(package.Text("description")!.Length, 40, 400);
        Assert.Contains("voice", package.Text("tags")!.Split(' '));
        Assert.Contains(package.Text("releaseNotes")!.Split('\n')[0].Trim(), Repository.Read("CHANGELOG.md"), StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], package.Files[package.Text("icon")!].Take(4));
        // No dead links: addresses come from the build alone.
        Assert.Equal(Environment.GetEnvironmentVariable("ProjectUrl") ?? "", package.Text("projectUrl") ?? "");
        Assert.Equal(
            Environment.GetEnvironmentVariable("SourceUrl") ?? "",
            package.Metadata.Elements().SingleOrDefault(element => element.Name.LocalName is "repository")?.Attribute("url")?.Value ?? "");
    });

    [Fact]
    public void Readme_EveryPackage_BeginsWithHowToAddItAndLinksNowhereRelative() => Assert.All(Package.All(), package =>
    {
        var readme = package.Read(package.Text("readme")!).ReplaceLineEndings("\n");
        var add = package.Files.Keys.Any(file => file.StartsWith("tools/", StringComparison.Ordinal)) ? "dotnet tool install --global"
            : package.IsTemplate ? "dotnet new install" : "dotnet add package";

        Assert.StartsWith($"# {package.Id}\n\n```\n{add} {package.Id}\n", readme, StringComparison.Ordinal);
        Assert.DoesNotContain(Link().Matches(readme), link => !link.Groups[1].Value.StartsWith("https://", StringComparison.Ordinal));
    });

    [Fact]
    public void Contents_EveryLibrary_HasItsDocumentationAndNoSimulator()
    {
        foreach (var package in Package.All().Where(package => package.Files.Keys.Any(file => file.StartsWith("lib/", StringComparison.Ordinal))))
        {
            Assert.Contains($"lib/net10.0/{package.Id}.dll", package.Files.Keys);
            Assert.Contains($"lib/net10.0/{package.Id}.xml", package.Files.Keys);
            Assert.Equal([$"{package.Id}.dll"], package.Files.Keys.Select(Path.GetFileName)
                .Where(file => file!.EndsWith(".dll", StringComparison.Ordinal) && !file.EndsWith(".resources.dll", StringComparison.Ordinal)));
            Assert.DoesNotContain(package.Files.Keys, file => file.EndsWith(".pdb", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Ytx.Voice")]
    [InlineData("Ytx.Identity")]
    [InlineData("Ytx.Identity.Api")]
    [InlineData("Ytx.Identity.StackExchangeRedis")]
    [InlineData("Ytx.Identity.OpenTelemetry")]
    public void Dependencies_WhatASiteUses_BringsNoSimulator(string id)
    {
        var packages = Package.All().ToDictionary(package => package.Id);

        Assert.DoesNotContain(DependenciesOf(id), dependency => dependency is "Ytx.Voice.Simulator" or "Ytx.Voice.Testing");

        IEnumerable<string> DependenciesOf(string name) => !packages.TryGetValue(name, out var package) ? []
            : package.Metadata.Descendants().Where(element => element.Name.LocalName is "dependency")
                .Select(element => element.Attribute("id")!.Value)
                .SelectMany(dependency => DependenciesOf(dependency).Prepend(dependency));
    }

    [Theory]
    [InlineData("Ytx.Voice")]
    [InlineData("Ytx.Identity")]
    public void Contents_SentencesForUsers_AreThereInChinese(string id) => Assert.Contains(
        $"lib/net10.0/zh-Hans/{id}.resources.dll", Package.All().Single(package => package.Id == id).Files.Keys);

    [Fact]
    public void Symbols_EveryAssemblyOfOurs_HasItsSourcesAndNoPathOfTheBuilder()
    {
        var symbols = Package.Symbols();
        var seen = 0;
        foreach (var (file, bytes) in symbols.SelectMany(package => package.Files).Where(file => IsSymbols(file.Key)))
        {
            using var pdb = MetadataReaderProvider.FromPortablePdbImage(Immutable(bytes));
            var reader = pdb.GetMetadataReader();
            var embedded = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
                .Where(information => reader.GetGuid(information.Kind) == EmbeddedSource)
                .Select(information => information.Parent).ToHashSet();
            foreach (var handle in reader.Documents)
            {
                var name = reader.GetString(reader.GetDocument(handle).Name);
                seen++;
                Assert.True(name.StartsWith("/_/", StringComparison.Ordinal) || !Path.IsPathRooted(name), $"{file} names {name}");
                Assert.True(embedded.Contains(handle), $"{file} lacks the source of {name}");
            }

            Assert.DoesNotContain(Repository.Root, System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        }

        Assert.True(seen > 300, $"{seen} sources");
        Assert.Equal(
            Package.All().SelectMany(package => package.Files.Keys).Where(IsOurs).Select(Path.GetFileNameWithoutExtension).Order().Distinct(),
            symbols.SelectMany(package => package.Files.Keys).Where(IsSymbols).Select(Path.GetFileNameWithoutExtension).Order().Distinct());

        static bool IsSymbols(string file) => file.EndsWith(".pdb", StringComparison.Ordinal);
        static bool IsOurs(string file) => Path.GetFileName(file) is var name && name.StartsWith("Ytx.", StringComparison.Ordinal)
            && name.EndsWith(".dll", StringComparison.Ordinal) && !name.EndsWith(".resources.dll", StringComparison.Ordinal);
    }

    [Fact]
    public void Assemblies_EveryOneOfOurs_IsDeterministicAndNamesNoPathOfTheBuilder()
    {
        foreach (var (file, bytes) in Package.All().SelectMany(package => package.Files)
            .Where(file => Path.GetFileName(file.Key).StartsWith("Ytx.", StringComparison.Ordinal)
                && file.Key.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using var assembly = new PEReader(Immutable(bytes));

            Assert.True(
                file.EndsWith(".resources.dll", StringComparison.Ordinal)
                || assembly.ReadDebugDirectory().Any(entry => entry.Type is DebugDirectoryEntryType.Reproducible), file);
            Assert.DoesNotContain(Repository.Root, System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sbom_EveryPackageAndDependency_IsListed()
    {
        var sbom = Package.Sbom();
        var files = sbom.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("fileName").GetString()!).ToList();
        var listed = sbom.GetProperty("packages").EnumerateArray().Select(package => package.GetProperty("name").GetString()!).ToHashSet();

        Assert.All(Package.All(), package =>
        {
            Assert.Contains($"./{package.Id}.{package.Version}.nupkg", files);
            Assert.Subset(listed, package.Metadata.Descendants().Where(element => element.Name.LocalName is "dependency")
                .Select(element => element.Attribute("id")!.Value)
                .Where(id => !id.StartsWith("Ytx.", StringComparison.Ordinal)).ToHashSet());
        });
        Assert.DoesNotContain("xunit.v3", listed);
    }

    private static ImmutableArray<byte> Immutable(byte[] bytes) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(bytes);

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
