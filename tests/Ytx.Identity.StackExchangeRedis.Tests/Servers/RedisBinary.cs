using System.Diagnostics.CodeAnalysis;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>
/// Which server the tests run on: the one that YTX_TEST_REDIS names, else Redis, else Garnet, as found on PATH. Garnet is
/// also looked for at YTX_TEST_GARNET, and where .NET puts a user's tools. What the machine lacks is skipped with a
/// sentence, or fails where YTX_TEST_REQUIRE wants everything.
/// </summary>
public sealed record RedisBinary(string File, bool IsGarnet)
{
    private const string Missing =
        "No Redis was found: put redis-server (Debian and Ubuntu: apt-get install redis-server) or Garnet's "
        + "garnet-server on PATH, or name a running server in the environment variable YTX_TEST_REDIS.";

    private const string Uncontrolled =
        "This test starts, stops and breaks servers, which it does not do to the one in YTX_TEST_REDIS: put "
        + "redis-server or Garnet's garnet-server on PATH as well.";

    private const string NoCluster =
        "A cluster is made of redis-server processes, and redis-server is not on PATH (Debian and Ubuntu: apt-get "
        + "install redis-server); neither Garnet nor the server in YTX_TEST_REDIS takes its place.";

    private const string NoGarnet =
        "No Garnet was found: install it (dotnet tool install --global garnet-server), put garnet-server on PATH, or name "
        + "the executable in the environment variable YTX_TEST_GARNET.";

    private static readonly RedisBinary? Redis = Find("redis-server", isGarnet: false);

    /// <summary>The Garnet that can be started here, or null.</summary>
    public static RedisBinary? Garnet { get; } = FindGarnet();

    /// <summary>The connection string of a server that somebody else runs, or null.</summary>
    public static string? External { get; } =
        Environment.GetEnvironmentVariable("YTX_TEST_REDIS") is { Length: > 0 } server ? server : null;

    /// <summary>What can be started here, or null.</summary>
    public static RedisBinary? Installed { get; } = Redis ?? Garnet;

    /// <summary>Whether a cluster can be started here.</summary>
    public static bool CanCluster => Redis is not null;

    /// <summary>Ends the test where there is no server at all.</summary>
    public static void RequireAny()
    {
        if (External is null && Installed is null)
        {
            Refuse(Missing);
        }
    }

    /// <summary>What to start, for a test that needs a server of its own.</summary>
    public static RedisBinary Require()
    {
        if (Installed is null)
        {
            Refuse(External is null ? Missing : Uncontrolled);
        }

        return Installed;
    }

    /// <summary>What to start as the node of a cluster.</summary>
    public static RedisBinary RequireForCluster()
    {
        if (Redis is null)
        {
            Refuse(NoCluster);
        }

        return Redis;
    }

    /// <summary>What to start, for a test of Garnet.</summary>
    public static RedisBinary RequireGarnet()
    {
        if (Garnet is null)
        {
            Refuse(NoGarnet);
        }

        return Garnet;
    }

    /// <summary>The command line of a server that listens on loopback only and leaves nothing behind.</summary>
    internal IEnumerable<string> Arguments(int port, string directory, bool keepsData) => IsGarnet
        ?
        [
            "--bind", "127.0.0.1", "--port", $"{port}", "--lua", "--lua-transaction-mode",
            // Its own defaults are those of a whole machine, and its native device needs a library that may be missing.
            "--memory", "64m", "--page", "1m", "--index", "16m", "--device-type", "RandomAccess",
            .. keepsData
                ? ["--aof", "--recover", "--aof-commit-wait", "--checkpointdir", directory]
                : Array.Empty<string>(),
        ]
        :
        [
            "--bind", "127.0.0.1", "--port", $"{port}", "--dir", directory, "--save", "",
            // Always: with one of the last second, a busy disk holds back what was answered already, and a kill loses it.
            "--appendonly", keepsData ? "yes" : "no", "--appendfsync", "always",
        ];

    // Whoever names one means that one, and no other takes its place.
    private static RedisBinary? FindGarnet() => Environment.GetEnvironmentVariable("YTX_TEST_GARNET") is { Length: > 0 } file
        ? First([file], isGarnet: true)
        : Find("garnet-server", isGarnet: true, Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools"));

    private static RedisBinary? Find(string name, bool isGarnet, params string[] folders) => First(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(folders)
            .Select(folder => Path.Combine(folder, name)),
        isGarnet);

    // Pausing a server and watching over it need a Unix shell. On Windows there is YTX_TEST_REDIS.
    private static RedisBinary? First(IEnumerable<string> files, bool isGarnet) =>
        !OperatingSystem.IsWindows() && files.FirstOrDefault(System.IO.File.Exists) is { } file
            ? new RedisBinary(file, isGarnet)
            : null;

    [DoesNotReturn]
    private static void Refuse(string sentence)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("YTX_TEST_REQUIRE") is "all", sentence);
        Assert.Fail(sentence);
    }
}
