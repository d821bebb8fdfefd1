using System.Reflection;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>The scripts' texts, as StackExchange.Redis wants them: it sends the hash, and the text where that is unknown.</summary>
internal static class StoreScripts
{
    private const string Include = "--#include ";

    public static readonly string Begin = Read("Begin");
    public static readonly string Take = Read("Take");
    public static readonly string Spend = Read("Spend");
    public static readonly string GiveBack = Read("GiveBack");
    public static readonly string RecordCall = Read("RecordCall");
    public static readonly string Verify = Read("Verify");

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")!;
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().Split('\n').Select(line =>
            line.StartsWith(Include, StringComparison.Ordinal) ? Read(line[Include.Length..]) : line));
    }
}
