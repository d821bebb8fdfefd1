using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// What one call takes from one subject: the claims in the order in which the script sees them, and the script with its
/// keys, which all lie on that subject's slot.
/// </summary>
internal sealed class CallPart(string subject, StoreScript taker)
{
    private StoreScript _script = taker;
    private RedisKey[] _keys = [];
    private RedisValue[] _arguments = [];
    private Task<RedisResult>? _asked;

    public string Subject { get; } = subject;

    /// <summary>The script that takes.</summary>
    public StoreScript Taker { get; } = taker;

    public List<AllowanceClaim> Claims { get; } = new(capacity: 4);

    /// <summary>What was answered; nothing if it was not, or not yet.</summary>
    public ScriptReply Answer => _asked is { IsCompletedSuccessfully: true } ? new ScriptReply(_asked.Result) : default;

    public void Prepare(StoreScript script, RedisKey[] keys, RedisValue[] arguments) =>
        (_script, _keys, _arguments, _asked) = (script, keys, arguments, null);

    /// <summary>Asks, once; a second time only where the server did not know the script, and so has not run it.</summary>
    public Task<RedisResult> EvaluateAsync(IDatabase database, bool withText)
    {
        if (_asked is null || StoreScript.IsUnknown(_asked.Exception?.InnerException))
        {
            _asked = withText
                ? _script.EvaluateTextAsync(database, _keys, _arguments)
                : _script.EvaluateAsync(database, _keys, _arguments);
        }

        return _asked;
    }
}
