using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// The connection, made by the first who needs it and shared by all who come meanwhile. One that could not be made is
/// tried again by the next caller; one that somebody else has closed is given up for another. Whoever asks waits no longer
/// than the time that is set, and without an answer gets none.
/// </summary>
internal sealed partial class RedisConnection(
    RedisVoiceCodeStoreOptions options, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ReplyWaits _waits = new(options.Timeout, timeProvider);
    private Task<IDatabase>? _connecting;
    private ConnectionMultiplexer? _own;
    private bool _isDisposed;
    private int _isAway;

    /// <summary>The database, at once if there is a connection.</summary>
    public Task<IDatabase> GetDatabaseAsync()
    {
        var connecting = Volatile.Read(ref _connecting);
        if (connecting is { IsFaulted: false, IsCanceled: false })
        {
            return connecting;
        }

        lock (_lock)
        {
            return _connecting is { IsFaulted: false, IsCanceled: false } ? _connecting : _connecting = ConnectAsync();
        }
    }

    /// <summary>Asks Redis, and waits no longer than callers shall since their start; null if there was no answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> AskAsync<TState, T>(
        TState state, Func<IDatabase, TState, bool, Task<T>> ask, long start, CancellationToken cancellationToken)
        where T : class
    {
        Task<T>? asked = null;
        IDatabase? database = null;
        for (var withText = false; ; withText = true)
        {
            try
            {
                var connected = GetDatabaseAsync();
                database = await (connected.IsCompletedSuccessfully
                    ? connected
                    : connected.WaitAsync(Left(start), timeProvider, cancellationToken)).ConfigureAwait(false);
                asked = ask(database, state, withText);
                if (cancellationToken.CanBeCanceled)
                {
                    await asked.WaitAsync(Left(start), timeProvider, cancellationToken).ConfigureAwait(false);
                }
                else if (!await _waits.For(asked, start).ConfigureAwait(false))
                {
                    throw new TimeoutException();
                }

                var answer = await asked.ConfigureAwait(false);
                if (Volatile.Read(ref _isAway) is 1 && Interlocked.Exchange(ref _isAway, 0) is 1)
                {
                    Log.IsBack(logger);
                }

                return answer;
            }
            catch (RedisServerException exception) when (!withText && StoreScript.IsUnknown(exception))
            {
                // What has not run is asked again, with its text. That is no second try.
            }
            catch (Exception exception) when (
                exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
            {
                Miss(database, asked, exception);
                return null;
            }
        }
    }

    public ValueTask DisposeAsync() => Retire()?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void Dispose() => Retire()?.Dispose();

    private TimeSpan Left(long start)
    {
        var left = options.Timeout - timeProvider.GetElapsedTime(start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Miss(IDatabase? database, Task? asked, Exception exception)
    {
        // Whatever comes of it, nobody waits for it any more.
        _ = asked?.ContinueWith(
            static task => task.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (exception is ObjectDisposedException && database is not null)
        {
            Forget(database);
        }

        if (Interlocked.Exchange(ref _isAway, 1) is 0)
        {
            Log.IsAway(logger, RedisFailure.Describe(exception));
        }
    }

    // Gives up a connection that turned out to be closed.
    private void Forget(IDatabase database)
    {
        lock (_lock)
        {
            if (_connecting is { IsCompletedSuccessfully: true } && _connecting.Result == database)
            {
                _connecting = null;
            }
        }
    }

    private ConnectionMultiplexer? Retire()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _waits.Dispose();
            return _own;
        }
    }

    private async Task<IDatabase> ConnectAsync()
    {
        // Whoever asks first must not wait for the others' lock while sockets connect.
        await Task.Yield();
        if (options.ConnectionMultiplexerFactory is { } factory)
        {
            return (await MakeAsync(factory).ConfigureAwait(false)).GetDatabase();
        }

        var settings = options.ConfigurationOptions?.Clone() ?? ConfigurationOptions.Parse(options.Configuration!);

        // A Redis that is away comes back by itself, and what was asked meanwhile has failed: it is not sent late.
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ReconnectRetryPolicy = new LinearRetry((int)TimeSpan.FromSeconds(1).TotalMilliseconds);
        return await KeepAsync(await ConnectionMultiplexer.ConnectAsync(settings).ConfigureAwait(false)).ConfigureAwait(false);
    }

    // Anybody may have written it. Whatever it throws, there is no connection.
    private static async Task<IConnectionMultiplexer> MakeAsync(Func<Task<IConnectionMultiplexer>> factory)
    {
        try
        {
            return await factory().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (RedisException or OperationCanceledException))
        {
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToConnect, CommandFlags.None, "No connection was made.", exception);
        }
    }

    // The container may have been disposed while this connected.
    private async Task<IDatabase> KeepAsync(ConnectionMultiplexer made)
    {
        bool isLate;
        lock (_lock)
        {
            isLate = _isDisposed;
            _own = isLate ? null : made;
        }

        if (isLate)
        {
            await made.DisposeAsync().ConfigureAwait(false);
        }

        return made.GetDatabase();
    }

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Error,
            "Redis cannot be used, so nobody is rung and no code accepted until it is back. {Reason}")]
        public static partial void IsAway(ILogger logger, string reason);

        [LoggerMessage(201, LogLevel.Information, "Redis is back.")]
        public static partial void IsBack(ILogger logger);
    }
}
