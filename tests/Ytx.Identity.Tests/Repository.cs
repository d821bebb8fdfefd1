namespace Ytx.Identity.Tests;

/// <summary>The files of the repository that the tests hold to what they say.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static readonly string Root = FindRoot();

    /// <summary>Every document that shows a reader code, by its path in the repository.</summary>
    public static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md"))
            .Concat(new[] { "src", "samples" }.SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(Root, folder)))
                .SelectMany(project => Directory.EnumerateFiles(project, "*.md")))
            .Select(file => Path.GetRelativePath(Root, file));

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path])).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ytx.Identity.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run inside the repository only.");
        }

        return folder.FullName;
    }
}
