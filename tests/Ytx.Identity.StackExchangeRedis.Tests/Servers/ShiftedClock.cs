using System.Reflection;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>
/// Moves the clock that scripts see, without a change to who runs them: every script gets a <c>redis.call</c> before it
/// that answers <c>TIME</c> with a time that stands still until <see cref="Advance"/>, and keeps the keys' expiry by that
/// time in a hash beside them. What it does not know about time throws.
/// </summary>
public sealed partial class ShiftedClock
{
    private const string Prelude = """
        local server = redis
        local now = tonumber(table.remove(ARGV))
        local seconds = math.floor(now / 1000)
        local function clockOf(key)
            return string.match(key, '^.-}') .. ':clock'
        end
        local function ends(key)
            local clock = clockOf(key)
            local at = tonumber(server.call('HGET', clock, key) or nil)
            if at and (at <= now or server.call('EXISTS', key) == 0) then
                server.call('DEL', key)
                server.call('HDEL', clock, key)
                return nil
            end
            return at
        end
        local redis = { call = function(name, key, ...)
            if name == 'TIME' then
                return { tostring(seconds), tostring((now - seconds * 1000) * 1000) }
            end
            local words, at, clock = { ... }, ends(key), clockOf(key)
            if name == 'PTTL' then
                return server.call('EXISTS', key) == 0 and -2 or at and at - now or -1
            elseif name == 'PEXPIRE' then
                local new = now + words[1]
                if (words[2] == 'NX' and at) or (words[2] == 'GT' and (not at or new <= at)) then
                    return 0
                end
                server.call('HSET', clock, key, new)
                return 1
            elseif name == 'SET' then
                if words[2] == 'PX' then
                    server.call('HSET', clock, key, now + words[3])
                elseif words[2] ~= 'KEEPTTL' then
                    error('every key must expire')
                end
                return server.call('SET', key, words[1])
            elseif string.find(name, 'EXPIRE') or string.find(name, 'TTL') or string.find(name, 'EX$') then
                error('unknown to the shifted clock: ' .. name)
            end
            return server.call(name, key, ...)
        end }

        """;

    private long _milliseconds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public void Advance(TimeSpan time) => Interlocked.Add(ref _milliseconds, (long)time.TotalMilliseconds);

    /// <summary>The same connection, whose databases run scripts at the shifted time.</summary>
    public IConnectionMultiplexer Wrap(IConnectionMultiplexer multiplexer) =>
        Interceptor.Around(multiplexer, (method, _, proceed) =>
            method.Name is nameof(IConnectionMultiplexer.GetDatabase) ? Wrap((IDatabase)proceed()!) : proceed());

    private IDatabase Wrap(IDatabase database) => Interceptor.Around(database, (method, arguments, proceed) =>
    {
        if (IsPlainScript(method))
        {
            arguments[0] = Shift((string)arguments[0]!);
            arguments[2] = (RedisValue[])[.. (RedisValue[]?)arguments[2] ?? [], Volatile.Read(ref _milliseconds)];
        }
        else if (IsHashOfScript(method))
        {
            // As a server that does not know it, so that its text is sent.
            return Task.FromException<RedisResult>(new RedisServerException(
                RedisErrorKind.NoScript, CommandFlags.None, "NOSCRIPT No matching script."));
        }
        else if (MayRunScript(method, arguments))
        {
            throw new InvalidOperationException($"The clock is not shifted for this way to run a script: {method}.");
        }

        return proceed();
    });

    // The time is the last of ARGV, and is taken off it before the script sees it: so its text is always the same.
    private static string Shift(string script) => OtherTime().IsMatch(script)
        ? throw new InvalidOperationException($"A script must ask the server through redis.call alone:\n{script}")
        : Prelude + script;

    private static bool IsPlainScript(MethodInfo method) =>
        method.Name is nameof(IDatabase.ScriptEvaluateAsync)
        && method.GetParameters() is [var script, var keys, ..]
        && script.ParameterType == typeof(string) && keys.ParameterType == typeof(RedisKey[]);

    private static bool IsHashOfScript(MethodInfo method) =>
        method.Name is nameof(IDatabase.ScriptEvaluateAsync) && method.GetParameters()[0].ParameterType == typeof(byte[]);

    private static bool MayRunScript(MethodInfo method, object?[] arguments) =>
        method.Name.StartsWith("ScriptEvaluate", StringComparison.Ordinal)
        || method.Name is nameof(IDatabase.CreateBatch) or nameof(IDatabase.CreateTransaction)
        || (arguments is [string command, ..] && ScriptCommand().IsMatch(command));

    [GeneratedRegex(@"\bpcall\b|\bos\s*\.", RegexOptions.IgnoreCase)]
    private static partial Regex OtherTime();

    [GeneratedRegex("^(eval|fcall)", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptCommand();
}
