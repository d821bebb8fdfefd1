using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>A script with its keys and arguments, of which the first begins with a deadline.</summary>
/// <param name="script">The script.</param>
/// <param name="keys">Its ledgers.</param>
/// <param name="head">Its first argument.</param>
/// <param name="arguments">All of them, with room for the first.</param>
/// <param name="answerLength">How long its answers are at least.</param>
internal class ScriptCall(StoreScript script, RedisKey[] keys, byte[] head, RedisValue[] arguments, int answerLength)
{
    private byte[] _head = head;
    private bool _isSent;

    /// <summary>For how long it is worth running; null for as long as its caller waits.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>Whether its text is sent at once, so that it runs before whatever is asked next. Default false.</summary>
    public bool IsInOrder { get; init; }

    /// <summary>Why there was no answer.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether it may have run although there was no answer.</summary>
    public bool MayHaveRun { get; set; }

    public Task<RedisResult> EvaluateAsync(IDatabase database, long deadline, bool withText)
    {
        if (_isSent)
        {
            // What was sent before may still stand in a queue, with its own deadline.
            (_head, arguments) = ([.. _head], [.. arguments]);
        }

        _isSent = true;
        WireFormat.Call.Deadline.Write(_head, deadline);
        arguments[0] = _head;
        return withText
            ? script.EvaluateTextAsync(database, keys, arguments)
            : script.EvaluateAsync(database, keys, arguments);
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="InvalidOperationException">It is none that the script gives.</exception>
    public ScriptReply Read(RedisResult answer) =>
        answer.Resp2Type is ResultType.BulkString && (byte[]?)answer is { } bytes && bytes.Length >= answerLength
        && bytes[0] <= (byte)WireFormat.Status.TriesUsedUp
            ? new ScriptReply(bytes)
            : throw new InvalidOperationException("The answer does not have the form of the store's scripts.");
}
