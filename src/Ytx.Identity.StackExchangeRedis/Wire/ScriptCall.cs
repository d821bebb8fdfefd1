using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>A script with its keys and arguments, of which the first begins with a deadline.</summary>
internal class ScriptCall(StoreScript script, RedisKey[] keys, byte[] head, RedisValue[] arguments)
{
    private byte[] _head = head;
    private bool _isSent;

    /// <summary>For how long it is worth running; null for as long as its caller waits.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>Whether its text is sent at once, so that it runs before whatever is asked next. Default false.</summary>
    public bool IsInOrder { get; init; }

    /// <summary>Why there was no answer.</summary>
    public Exception? Failure { get; set; }

    public Task<RedisResult> EvaluateAsync(IDatabase database, long deadline, bool withText)
    {
        if (_isSent)
        {
            // What was sent before may still stand in a queue, with its own deadline.
            (_head, arguments) = ([.. _head], [.. arguments]);
        }

        _isSent = true;
        WireNumbers.WriteTime(_head, deadline);
        arguments[0] = _head;
        return withText
            ? script.EvaluateTextAsync(database, keys, arguments)
            : script.EvaluateAsync(database, keys, arguments);
    }
}
