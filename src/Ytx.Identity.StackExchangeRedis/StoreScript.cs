using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// A script of the store, asked for by its hash. Where the server does not know it, after a flush, a failover or on a new
/// node, it has not run, so it is sent once more with its text.
/// </summary>
/// <remarks>
/// StackExchange.Redis would do that by itself when given the text, but finds the hash by hashing all of the text each
/// time, which costs more than the rest of a call.
/// <para>
/// A script takes its numbers from <see cref="WireFormat"/>, once and for all when it is read. For a field of 16 bytes after 14,
/// <c>$Verify.Verifier</c> is "15, 30", its first and last byte (only the first if it has all that follow), <c>.at</c> is 15,
/// <c>.last</c> 30, <c>.size</c> 16, <c>.offset</c> 14, <c>.reach</c> 15 (from the first byte to the last), <c>.zeros</c> a
/// text of as many zeros, <c>.one</c> the number 1. <c>$Event.size</c> is that of all its fields. <c>$at+Claim.Life</c> is counted from a variable, and
/// <c>$Edit.Name+Name.Kind</c> is a field in a field. An enum's member is its number, or its <c>.letter</c>.
/// </para>
/// </remarks>
internal sealed partial class StoreScript
{
    public static readonly StoreScript Begin = new("Begin");
    public static readonly StoreScript Amend = new("Amend");
    public static readonly StoreScript Verify = new("Verify");
    public static readonly StoreScript ChangeCall = new("ChangeCall");

    private const string Include = "--#include ";

    private const BindingFlags Members = BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private readonly string _text;
    private readonly byte[] _hash;

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
    private StoreScript(string name)
    {
        _text = Fill(Read(name));
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

    /// <summary>A script with its names replaced.</summary>
    /// <exception cref="InvalidOperationException">There is no such name.</exception>
    internal static string Fill(string script) => Named().Replace(script, match =>
    {
        var (from, part) = (match.Groups["from"].Value, match.Groups["part"].Value);
        object found = default(WireField);
        foreach (var name in match.Groups["path"].Value.Split('+'))
        {
            found = Find(name) is var next && next is WireField inner ? inner with { At = inner.At + ((WireField)found).At } : next;
        }

        return (found, part) switch
        {
            _ when from is not "" && (found is not WireField || part is not ("" or "at" or "last")) => throw Unknown(match.Value),
            (WireField field, "") => field.Size is 0 ? Place(field.At) : $"{Place(field.At)}, {Place(field.End - 1)}",
            (WireField field, "at") => Place(field.At),
            (WireField field, "last") => Place(field.End - 1),
            (WireField field, "size") => $"{field.Size}",
            (WireField field, "offset") => $"{field.At}",
            (WireField field, "reach") => $"{field.Size - 1}",
            (WireField field, "zeros") => Text(0, field.Size),
            (WireField field, "one") => Text(1, field.Size),
            (Enum member, "") => $"{member:D}",
            (Enum member, "letter") => $"{(char)Convert.ToInt32(member, CultureInfo.InvariantCulture)}",
            (int or long or string, "") => $"{found}",
            _ => throw Unknown(match.Value),
        };

        static string Text(int first, int size) => $"'\\{first}{string.Concat(Enumerable.Repeat("\\0", size - 1))}'";

        // Lua counts from 1.
        string Place(int at) => from is "" ? $"{at + 1}" : at is 0 ? from : $"{from} + {at}";
    });

    private static object Find(string name)
    {
        var (owner, member) = (typeof(WireFormat), name);
        if (name.Split('.') is [var type, ..] && owner.GetNestedType(type) is { } nested)
        {
            (owner, member) = (nested, name[type.Length..].TrimStart('.'));
        }

        var fields = owner.GetFields(Members).Select(field => field.GetValue(null)).OfType<WireField>().ToList();
        return member is "" && fields.Count > 0 ? new WireField(0, fields.Max(field => field.End))
            : owner.GetField(member, Members)?.GetValue(null) ?? throw Unknown(name);
    }

    private static InvalidOperationException Unknown(string name) => new($"A script names '{name}', which WireFormat does not have.");

    [GeneratedRegex(
        @"\$((?<from>[a-z]\w*)\+)?(?<path>[A-Z]\w*(\.[A-Z]\w*)?(\+[A-Z]\w*(\.[A-Z]\w*)?)*)?(\.(?<part>[a-z]\w*))?",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
