using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using Ytx.Identity.Tests;

namespace Packages.Tests;

/// <summary>A package that was packed: its files, and what it says of itself.</summary>
public sealed class Package
{
    private const string Missing = "There are no packages: `dotnet pack -c Release` makes them (`.ci/pack` their SBOM too), or YTX_TEST_PACKAGES names their folder.";

    private Package(string file)
    {
        using var archive = ZipFile.OpenRead(file);
        Files = archive.Entries.ToDictionary(entry => entry.FullName, Bytes, StringComparer.Ordinal);
        using var description = new MemoryStream(Files.Single(entry => entry.Key.EndsWith(".nuspec", StringComparison.Ordinal)).Value);
        Metadata = XDocument.Load(description).Root!.Elements().Single();
    }

    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public XElement Metadata { get; }

    public string Id => Text("id")!;

    public string Version => Text("version")!;

    public bool IsTemplate => Metadata.Descendants().Any(element => element.Name.LocalName is "packageType" && element.Attribute("name")!.Value is "Template");

    public override string ToString() => Id;

    public string? Text(string name) => Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

    public string Read(string file) => System.Text.Encoding.UTF8.GetString(Files[file]);

    /// <summary>The newest package of each name.</summary>
    public static IReadOnlyList<Package> All() => Load("*.nupkg");

    public static IReadOnlyList<Package> Symbols() => Load("*.snupkg");

    /// <summary>The list of what is in them (SPDX 2.2), which .ci/pack makes.</summary>
    public static JsonElement Sbom() => JsonDocument.Parse(File.ReadAllText(Find(Path.Combine("_manifest", "spdx_2.2"), "manifest.spdx.json")[0])).RootElement;

    private static List<Package> Load(string pattern)
    {
        var files = Find("", pattern);
        return
        [
            .. files.OrderByDescending(File.GetLastWriteTimeUtc).Select(file => new Package(file))
                .DistinctBy(package => package.Id).OrderBy(package => package.Id, StringComparer.Ordinal),
        ];
    }

    private static string[] Find(string below, string pattern)
    {
        var folder = Path.Combine(
            Environment.GetEnvironmentVariable("YTX_TEST_PACKAGES") is { Length: > 0 } named
                ? named : Path.Combine(Repository.Root, "artifacts", "package", "release"),
            below);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
        Assert.SkipUnless(files.Length > 0 || Environment.GetEnvironmentVariable("YTX_TEST_REQUIRE") is "all", Missing);
        Assert.True(files.Length > 0, Missing);
        return files;
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        return memory.ToArray();
    }
}
