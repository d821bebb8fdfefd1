using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>Writes down which scripts a store asks for, and can lose an answer or refuse keys of several slots.</summary>
internal sealed class RecordedScripts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly List<AskedScript> _asked = [];
    private int _answered;
    private int _lost = -1;

    /// <summary>Whether a script of more than one key is refused, as a proxy in front of a cluster does.</summary>
    public bool RefusesSlots { get; init; }

    /// <summary>All since the last <see cref="Lose"/>, in order.</summary>
    public IReadOnlyList<AskedScript> Asked
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>Begins anew, and loses the answer to the script that comes after so many others: it runs, and nobody learns so.</summary>
    public void Lose(int after)
    {
        lock (_gate)
        {
            (_lost, _answered) = (after, 0);
            _asked.Clear();
        }
    }

    /// <summary>Waits until so many were asked and answered.</summary>
    public Task AnsweredAsync(int count) => Waiting.UntilAsync(Patience, () =>
        Task.FromResult(Volatile.Read(ref _answered) >= count ? null : $"{_answered} of {count} are answered."));

    public IConnectionMultiplexer Wrap(IConnectionMultiplexer connection) =>
        Interceptor.Around(connection, (method, _, proceed) =>
            method.Name is not nameof(IConnectionMultiplexer.GetDatabase)
                ? proceed()
                : Interceptor.Around((IDatabase)proceed()!, (called, arguments, go) =>
                    called.Name is nameof(IDatabase.ScriptEvaluateAsync) ? AskAsync(arguments, go) : go()));

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
    private async Task<RedisResult> AskAsync(object?[] arguments, Func<object?> proceed)
    {
        var hash = arguments[0] as byte[] ?? SHA1.HashData(Encoding.UTF8.GetBytes((string)arguments[0]!));
        var keys = Array.ConvertAll((RedisKey[])arguments[1]!, key => (string)key!);
        bool isLost;
        lock (_gate)
        {
            isLost = _asked.Count == _lost;
            _asked.Add(new AskedScript(Convert.ToHexString(hash), string.Join(' ', keys)));
        }

        try
        {
            if (RefusesSlots && keys.Length > 1)
            {
                throw new RedisServerException(
                    RedisErrorKind.CrossSlot, CommandFlags.None, "CROSSSLOT Keys in request don't hash to the same slot");
            }

            var answer = await (Task<RedisResult>)proceed()!;
            return isLost
                ? throw new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "lost")
                : answer;
        }
        finally
        {
            Interlocked.Increment(ref _answered);
        }
    }
}
