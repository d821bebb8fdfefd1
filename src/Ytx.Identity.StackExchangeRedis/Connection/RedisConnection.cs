using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// The connection, made by the first who needs it and shared by all who come meanwhile. One that could not be made is
/// tried again by the next caller; one that somebody else has closed is given up for another.
/// </summary>
internal sealed class RedisConnection(RedisVoiceCodeStoreOptions options) : IAsyncDisposable, IDisposable
{
    private readonly Lock _lock = new();
    private Task<IDatabase>? _connecting;
    private ConnectionMultiplexer? _own;
    private bool _isDisposed;

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

    /// <summary>Gives up a connection that turned out to be closed.</summary>
    public void Forget(IDatabase database)
    {
        lock (_lock)
        {
            if (_connecting is { IsCompletedSuccessfully: true } && _connecting.Result == database)
            {
                _connecting = null;
            }
        }
    }

    public ValueTask DisposeAsync() => Retire()?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void Dispose() => Retire()?.Dispose();

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
}
