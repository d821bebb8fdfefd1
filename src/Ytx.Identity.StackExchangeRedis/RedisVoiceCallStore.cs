using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// The calls of any number of hosts. A call is one string under a key that is an HMAC of its id, enciphered; beside it stand its id
/// under the vendor's name for it, and as the user's last. Hosts tell each other of changes by Redis's channels, sharded in a cluster.
/// </summary>
internal sealed partial class RedisVoiceCallStore : IVoiceCallStore
{
    private readonly RedisVoiceCodeStore _codes;
    private readonly SubjectTags _tags;
    private readonly CallCipher _cipher;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    // What keeps one operation from Redis keeps all of them, and there may be a thousand pages.
    private readonly OnceAMinute<string> _said;

    public RedisVoiceCallStore(
        RedisVoiceCodeStore codes, IOptions<RedisVoiceCodeStoreOptions> options, IOptions<VoiceCodeOptions> settings,
        TimeProvider timeProvider, ILogger<RedisVoiceCallStore> logger)
    {
        var key = Convert.FromBase64String(settings.Value.Store.Key!);
        _codes = codes;
        _tags = codes.Tags;
        _cipher = new CallCipher(key);
        _timeout = options.Value.Timeout;
        _timeProvider = timeProvider;
        _logger = logger;
        _said = new OnceAMinute<string>(timeProvider);
    }

    public async ValueTask<bool> TryAddAsync(TrackedCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var key = _tags.OfCall(call.CallId);
        var name = JsonSerializer.SerializeToUtf8Bytes(call.CallId, CallJson.Default.String);
        return await TryAsync(
            async database =>
            {
                // In this order: whoever finds a name finds the call.
                await SetAsync(database, key, Bytes(call)).ConfigureAwait(false);
                var last = _tags.OfLastCall(call.User, call.Purpose);
                var named = SetAsync(database, last, _cipher.Encrypt(name, last));
                if (call.RequestId is { } requestId)
                {
                    var request = _tags.OfRequest(requestId);
                    await SetAsync(database, request, _cipher.Encrypt(name, request)).ConfigureAwait(false);
                }

                await named.ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<TrackedCall?> FindAsync(string callId, CancellationToken cancellationToken = default) =>
        TryAsync(database => FindAsync(database, callId), cancellationToken);

    public ValueTask<TrackedCall?> FindByRequestIdAsync(string requestId, CancellationToken cancellationToken = default) =>
        FindByNameAsync(_tags.OfRequest(requestId), cancellationToken);

    public ValueTask<TrackedCall?> FindLastAsync(
        UserKey user, string purpose, CancellationToken cancellationToken = default) =>
        FindByNameAsync(_tags.OfLastCall(user, purpose), cancellationToken);

    public async ValueTask<bool> TryChangeAsync(
        TrackedCall known, TrackedCall changed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(changed);
        var key = _tags.OfCall(known.CallId);
        return await TryAsync(
            async database =>
            {
                var isChanged = (int)await StoreScript.ChangeCall.EvaluateTextAsync(
                    database, [key], [Bytes(known), Bytes(changed)], CommandFlags.None).ConfigureAwait(false) is 1;
                if (isChanged)
                {
                    // Nobody waits for it: if it is lost, whoever watches sees the change at the next heartbeat.
                    await database.Multiplexer.GetSubscriber().PublishAsync(
                        ChannelOf(database, key), RedisValue.EmptyString, CommandFlags.FireAndForget).ConfigureAwait(false);
                }

                return isChanged;
            },
            cancellationToken).ConfigureAwait(false);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes of it.")]
    public async ValueTask<IAsyncDisposable> WatchAsync(
        string callId, Action changed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(callId);
        ArgumentNullException.ThrowIfNull(changed);
        var key = _tags.OfCall(callId);
        var watch = new Watch(changed);
        var isBegun = false;
        try
        {
            isBegun = await TryAsync(
                async database =>
                {
                    await watch.BeginAsync(database.Multiplexer.GetSubscriber(), ChannelOf(database, key)).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isBegun)
            {
                // It may yet begin, when nobody waits for it any more.
                await watch.DisposeAsync().ConfigureAwait(false);
            }
        }

        return watch;
    }

    /// <summary>Does what a call needs of Redis once, on a call that does not exist and is gone in a second.</summary>
    /// <returns>What keeps the store from its work; null if nothing.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "What was thrown is returned.")]
    public async Task<Exception?> TryAsync()
    {
        try
        {
            var database = await _codes.ConnectAsync().ConfigureAwait(false);
            var key = _tags.OfCall(Guid.NewGuid().ToString());
            await database.StringSetAsync(key, "trial", TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            await StoreScript.ChangeCall.EvaluateTextAsync(database, [key], ["trial", "changed"], CommandFlags.None).ConfigureAwait(false);
            await database.StringGetAsync(key).ConfigureAwait(false);
            var (subscriber, channel) = (database.Multiplexer.GetSubscriber(), ChannelOf(database, key));
            var watch = new Watch(static () => { });
            await using (watch.ConfigureAwait(false))
            {
                await watch.BeginAsync(subscriber, channel).ConfigureAwait(false);
                await subscriber.PublishAsync(channel, RedisValue.EmptyString).ConfigureAwait(false);
                return null;
            }
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static RedisChannel ChannelOf(IDatabase database, RedisKey key)
    {
        var name = (byte[])key!;
        return Array.Exists(database.Multiplexer.GetServers(), server => server.ServerType is ServerType.Cluster)
            ? RedisChannel.Sharded(name) : RedisChannel.Literal(name);
    }

    private static Task<bool> SetAsync(IDatabase database, RedisKey key, byte[] value) =>
        database.StringSetAsync(key, value, IVoiceCallStore.Lifetime);

    private ValueTask<TrackedCall?> FindByNameAsync(RedisKey name, CancellationToken cancellationToken) => TryAsync(
        async database => _cipher.Decrypt(await database.StringGetAsync(name).ConfigureAwait(false), name) is { } callId
            && JsonSerializer.Deserialize(callId, CallJson.Default.String) is { } id
                ? await FindAsync(database, id).ConfigureAwait(false) : null,
        cancellationToken);

    private async Task<TrackedCall?> FindAsync(IDatabase database, string callId)
    {
        var key = _tags.OfCall(callId);
        return _cipher.Decrypt(await database.StringGetAsync(key).ConfigureAwait(false), key) is { } bytes
            ? JsonSerializer.Deserialize(bytes, CallJson.Default.TrackedCall) : null;
    }

    private byte[] Bytes(TrackedCall call) => _cipher.Encrypt(
        JsonSerializer.SerializeToUtf8Bytes(call, CallJson.Default.TrackedCall), _tags.OfCall(call.CallId));

    [SuppressMessage("Design", "CA1031", Justification = "The boundary to a client that throws many things. Whatever it is, there is no answer.")]
    private async ValueTask<T?> TryAsync<T>(Func<IDatabase, Task<T>> step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await RunAsync().WaitAsync(_timeout, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_said.TryTake(""))
            {
                Log.Failed(_logger, RedisFailure.Describe(exception));
            }

            return default;
        }

        async Task<T> RunAsync() => await step(await _codes.ConnectAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    private sealed class Watch(Action changed) : IAsyncDisposable
    {
        private ISubscriber? _subscriber;
        private RedisChannel _channel;
        private int _ends;

        public async Task BeginAsync(ISubscriber subscriber, RedisChannel channel)
        {
            await subscriber.SubscribeAsync(channel, Told).ConfigureAwait(false);
            (_channel, _subscriber) = (channel, subscriber);
            if (Interlocked.Increment(ref _ends) > 1)
            {
                await EndAsync().ConfigureAwait(false);
            }
        }

        // Whichever comes second ends it: the beginning, which may be slow, or this.
        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Increment(ref _ends) > 1)
            {
                await EndAsync().ConfigureAwait(false);
            }
        }

        // Nobody waits for it, and a connection that is gone has no subscriptions.
        private Task EndAsync() => _subscriber!.UnsubscribeAsync(_channel, Told, CommandFlags.FireAndForget);

        private void Told(RedisChannel channel, RedisValue value) => changed();
    }

    private static partial class Log
    {
        [LoggerMessage(208, LogLevel.Warning, "The status of calls cannot be read or written. Codes and calls are not affected. Said once a minute. {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
