using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// The calls of any number of hosts. A call is one string under a key that is an HMAC of its id, enciphered; beside it stand its id
/// under the vendor's name for it, and as the user's last. Hosts tell each other of changes by Redis's channels, sharded in a cluster.
/// </summary>
internal sealed partial class RedisVoiceCallStore : IVoiceCallStore
{
    private const char Call = 'c';
    private const char Request = 'q';
    private const char Last = 'y';

    // What was found and is unchanged is replaced. It lives no longer for that.
    private const string Change = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return 0
        end
        redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
        return 1
        """;

    private readonly RedisVoiceCodeStore _codes;
    private readonly SubjectTags _tags;
    private readonly CallCipher _cipher;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public RedisVoiceCallStore(
        RedisVoiceCodeStore codes, IOptions<RedisVoiceCodeStoreOptions> options, IOptions<VoiceCodeOptions> settings,
        TimeProvider timeProvider, ILogger<RedisVoiceCallStore> logger)
    {
        var key = Convert.FromBase64String(settings.Value.Store.Key!);
        _codes = codes;
        _tags = new SubjectTags(key, options.Value.InstanceName ?? "");
        _cipher = new CallCipher(key);
        _timeout = options.Value.Timeout;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    public async ValueTask<bool> TryAddAsync(VoiceCallRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var key = _tags.KeyOf(Call, record.CallId);
        var name = JsonSerializer.SerializeToUtf8Bytes(record.CallId, CallJson.Default.String);
        return await TryAsync(
            async database =>
            {
                // In this order: whoever finds a name finds the call.
                await SetAsync(database, key, Bytes(record)).ConfigureAwait(false);
                var last = LastOf(record.User, record.Purpose);
                var named = SetAsync(database, last, _cipher.Encrypt(name, last));
                if (record.RequestId is { } requestId)
                {
                    var request = _tags.KeyOf(Request, requestId);
                    await SetAsync(database, request, _cipher.Encrypt(name, request)).ConfigureAwait(false);
                }

                await named.ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<VoiceCallRecord?> FindAsync(string callId, CancellationToken cancellationToken = default) =>
        TryAsync(database => FindAsync(database, callId), cancellationToken);

    public ValueTask<VoiceCallRecord?> FindByRequestIdAsync(string requestId, CancellationToken cancellationToken = default) =>
        FindByNameAsync(_tags.KeyOf(Request, requestId), cancellationToken);

    public ValueTask<VoiceCallRecord?> FindLastAsync(
        UserKey owner, string purpose, CancellationToken cancellationToken = default) =>
        FindByNameAsync(LastOf(owner, purpose), cancellationToken);

    public async ValueTask<bool> TryChangeAsync(
        VoiceCallRecord known, VoiceCallRecord changed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(changed);
        var key = _tags.KeyOf(Call, known.CallId);
        return await TryAsync(
            async database =>
            {
                var isChanged = (int)await database.ScriptEvaluateAsync(Change, [key], [Bytes(known), Bytes(changed)])
                    .ConfigureAwait(false) is 1;
                if (isChanged)
                {
                    // If this is lost, whoever watches sees the change at the next heartbeat.
                    await database.Multiplexer.GetSubscriber().PublishAsync(ChannelOf(database, key), RedisValue.EmptyString)
                        .ConfigureAwait(false);
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
        var key = _tags.KeyOf(Call, callId);
        return await TryAsync<IAsyncDisposable?>(
            async database =>
            {
                var channel = ChannelOf(database, key);
                Action<RedisChannel, RedisValue> handler = (_, _) => changed();
                var subscriber = database.Multiplexer.GetSubscriber();
                await subscriber.SubscribeAsync(channel, handler).ConfigureAwait(false);
                return new Watch(subscriber, channel, handler);
            },
            cancellationToken).ConfigureAwait(false) ?? new Watch(null, default, null);
    }

    private static RedisChannel ChannelOf(IDatabase database, RedisKey key)
    {
        var name = (byte[])key!;
        return Array.Exists(database.Multiplexer.GetServers(), server => server.ServerType is ServerType.Cluster)
            ? RedisChannel.Sharded(name) : RedisChannel.Literal(name);
    }

    private static Task<bool> SetAsync(IDatabase database, RedisKey key, byte[] value) =>
        database.StringSetAsync(key, value, IVoiceCallStore.Keeps);

    private RedisKey LastOf(UserKey owner, string purpose) => _tags.KeyOf(Last, owner.UserType, owner.UserId, purpose);

    private ValueTask<VoiceCallRecord?> FindByNameAsync(RedisKey name, CancellationToken cancellationToken) => TryAsync(
        async database => _cipher.Decrypt(await database.StringGetAsync(name).ConfigureAwait(false), name) is { } callId
            && JsonSerializer.Deserialize(callId, CallJson.Default.String) is { } id
                ? await FindAsync(database, id).ConfigureAwait(false) : null,
        cancellationToken);

    private async Task<VoiceCallRecord?> FindAsync(IDatabase database, string callId)
    {
        var key = _tags.KeyOf(Call, callId);
        return _cipher.Decrypt(await database.StringGetAsync(key).ConfigureAwait(false), key) is { } bytes
            ? JsonSerializer.Deserialize(bytes, CallJson.Default.VoiceCallRecord) : null;
    }

    private byte[] Bytes(VoiceCallRecord record) => _cipher.Encrypt(
        JsonSerializer.SerializeToUtf8Bytes(record, CallJson.Default.VoiceCallRecord), _tags.KeyOf(Call, record.CallId));

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
            Log.Failed(_logger, RedisFailure.Describe(exception));
            return default;
        }

        async Task<T> RunAsync() => await step(await _codes.ConnectAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    private sealed class Watch(ISubscriber? subscriber, RedisChannel channel, Action<RedisChannel, RedisValue>? handler) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (subscriber is not null)
            {
                // Nobody waits for it, and a connection that is gone has no subscriptions.
                await subscriber.UnsubscribeAsync(channel, handler, CommandFlags.FireAndForget).ConfigureAwait(false);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(208, LogLevel.Warning, "The status of a call could not be read or written. Codes and calls are not affected. {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
