using System.Reflection;
using StackExchange.Redis;

namespace Ytx.Benchmarks;

/// <summary>
/// A connection that counts how often scripts set out while none is waited for: all that are sent together are one flush.
/// Answers are held back a little, so that none is there before the last of its flush is sent.
/// </summary>
public class FlushCounter : DispatchProxy
{
    private static readonly TimeSpan Held = TimeSpan.FromMilliseconds(20);

    private FlushCounter _root = null!;
    private object _inner = null!;
    private int _waiting;

    public int Count { get; private set; }

    public static (IConnectionMultiplexer Connection, FlushCounter Counter) Around(IConnectionMultiplexer connection)
    {
        var proxy = Create<IConnectionMultiplexer, FlushCounter>();
        var counter = (FlushCounter)proxy;
        (counter._root, counter._inner) = (counter, connection);
        return (proxy, counter);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null) switch
        {
            IDatabase database => Around(database),
            Task<RedisResult> asked => _root.HoldAsync(asked),
            var result => result,
        };
    }

    private IDatabase Around(IDatabase database)
    {
        var proxy = Create<IDatabase, FlushCounter>();
        var counter = (FlushCounter)proxy;
        (counter._root, counter._inner) = (_root, database);
        return proxy;
    }

    private async Task<RedisResult> HoldAsync(Task<RedisResult> asked)
    {
        if (Interlocked.Increment(ref _waiting) is 1)
        {
            Count++;
        }

        try
        {
            await Task.Delay(Held, TimeProvider.System);
            return await asked;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
