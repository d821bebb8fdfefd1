using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// The shared connection. The first caller makes it; callers that come meanwhile wait for it. If it cannot be made, the next
/// caller tries again. If somebody else closes it, the next caller makes a new one. A script run waits no longer than the
/// time-out; then it ends without an answer.
/// </summary>
internal sealed partial class RedisConnection(
    RedisVoiceCodeStoreOptions options, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable, IDisposable
{
    // A script can be too late twice: when the server's clock is not yet known or was set, and when it was set again meanwhile.
    // The third time it fails.
    private const int MaxTooLate = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly ServerClock _clock = new(timeProvider, options.Timeout);
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

    /// <summary>
    /// Runs a script; waits no longer than the time-out, counted from the caller's start. Repeats it only if it certainly has
    /// not run: the server did not know it, it was too late because the clock was not known, or its slot was moving. Never
    /// throws: the call's Failure says why there is no answer.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "The boundary to a client that throws many things. Whatever it is, there is no answer.")]
    public async ValueTask<ScriptReply> RunAsync(ScriptCall call, long start)
    {
        Task<RedisResult>? asked = null;
        IDatabase? database = null;
        var (withText, tooLate) = (call.IsInOrder, 0);
        while (true)
        {
            try
            {
                var connected = GetDatabaseAsync();
                database = await (connected.IsCompletedSuccessfully ? connected : connected.WaitAsync(Left(start), timeProvider))
                    .ConfigureAwait(false);
                asked = call.EvaluateAsync(database, _clock.Deadline(call.Lasts ?? Left(start)), withText);
                var answer = await (asked.IsCompleted ? asked : asked.WaitAsync(Left(start), timeProvider)).ConfigureAwait(false);
                var reply = call.Read(answer);
                _clock.Observe(reply.ServerTime);
                if (Volatile.Read(ref _isAway) is 1 && Interlocked.Exchange(ref _isAway, 0) is 1)
                {
                    Log.IsBack(logger);
                }

                if (reply.Status is not WireFormat.Status.TooLate)
                {
                    return reply;
                }

                if (++tooLate == MaxTooLate || Left(start) == TimeSpan.Zero)
                {
                    call.Failure = new TimeoutException();
                    return default;
                }
            }
            catch (RedisServerException exception) when (!withText && StoreScript.IsUnknown(exception))
            {
                withText = true;
            }
            catch (Exception exception) when (asked is not null && IsOnTheMove(exception) && Left(start) > Pause)
            {
                await Task.Delay(Pause, timeProvider).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                call.Failure = exception;
                call.MayHaveRun = asked is not null && !HasNotRun(exception);
                Miss(database, asked, exception);
                return default;
            }
        }
    }

    /// <summary>
    /// Whether a script spans slots, which a cluster and some proxies refuse. Then it has not run. Each says it in words of
    /// its own, the client too, but all say this.
    /// </summary>
    public static bool SpansSlots(Exception? exception) => exception is RedisCommandException or RedisServerException
        && exception.Message.Contains("same slot", StringComparison.Ordinal);

    public ValueTask DisposeAsync() => Retire()?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void Dispose() => Retire()?.Dispose();

    private TimeSpan Left(long start)
    {
        var left = options.Timeout - timeProvider.GetElapsedTime(start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    // A slot that is being moved, perhaps to a server that is not connected yet, that each of two servers says is the
    // other's, or that has none for a moment. What is refused so has not run.
    private static bool IsOnTheMove(Exception exception) => exception
        is RedisServerException
        {
            Kind: RedisErrorKind.Moved or RedisErrorKind.Ask or RedisErrorKind.TryAgain or RedisErrorKind.ClusterDown,
        }
        or RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect };

    // There was no connection to send it by, or its slot is on the move.
    private static bool HasNotRun(Exception exception) => IsOnTheMove(exception)
        || exception is RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection };

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

        if (!SpansSlots(exception) && Interlocked.Exchange(ref _isAway, 1) is 0)
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
            return _own;
        }
    }

    private async Task<IDatabase> ConnectAsync()
    {
        // Yield first: the caller holds the lock, and nobody may wait for it while sockets connect.
        await Task.Yield();
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), this);
        if (options.ConnectionMultiplexerFactory is { } factory)
        {
            return (await MakeAsync(factory).ConfigureAwait(false)).GetDatabase();
        }

        var settings = FailFastSettings.Of(
            options.ConfigurationOptions?.Clone() ?? ConfigurationOptions.Parse(options.Configuration!), options.Timeout);
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
            "Redis is unavailable. Until it works again, no call is placed and no code is accepted. {Reason}")]
        public static partial void IsAway(ILogger logger, string reason);

        [LoggerMessage(201, LogLevel.Information, "Redis works again.")]
        public static partial void IsBack(ILogger logger);
    }
}
