using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// A script of the store, asked for by its hash. Where the server does not know it, after a flush, a failover or on a new
/// node, it has not run, so it is sent once more with its text.
/// </summary>
/// <remarks>
/// StackExchange.Redis would do that by itself when given the text, but finds the hash by hashing all of the text each
/// time, which costs more than the rest of a call.
/// </remarks>
internal sealed class StoreScript
{
    public static readonly StoreScript Begin = new("Begin");
    public static readonly StoreScript Amend = new("Amend");
    public static readonly StoreScript Verify = new("Verify");

    private const string Include = "--#include ";

    private readonly string _text;
    private readonly byte[] _hash;

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
    private StoreScript(string name)
    {
        _text = Read(name);
        _hash = SHA1.HashData(Encoding.UTF8.GetBytes(_text));
    }

    public Task<RedisResult> EvaluateAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments) =>
        database.ScriptEvaluateAsync(_hash, keys, arguments);

    /// <summary>
    /// With the text, so that the server knows it from now on. Sent as EVAL: loaded first and then named, it could be flushed
    /// between the two.
    /// </summary>
    public Task<RedisResult> EvaluateTextAsync(
        IDatabase database, RedisKey[] keys, RedisValue[] arguments, CommandFlags flags = CommandFlags.NoScriptCache) =>
        database.ScriptEvaluateAsync(_text, keys, arguments, flags);

    /// <summary>Whether the server does not know the script, and so has not run it.</summary>
    public static bool IsUnknown(Exception? exception) => exception is RedisServerException { Kind: RedisErrorKind.NoScript };

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")!;
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().Split('\n').Select(line =>
            line.TrimStart() is var text && text.StartsWith(Include, StringComparison.Ordinal) ? Read(text[Include.Length..]) : line));
    }
}
