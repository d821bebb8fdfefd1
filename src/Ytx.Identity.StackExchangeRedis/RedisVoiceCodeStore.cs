using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// The store for any number of hosts, on Redis and Redis Cluster. Whatever belongs to one subject (a user, a number, an
/// address, the application) lies on one slot, named by an HMAC of it, and every step on a slot is one script.
/// </summary>
/// <remarks>
/// <c>ytx:1:{tag}:</c> is followed by <c>a</c> for allowances (as long as their longest window), <c>c:</c> and a purpose's
/// tag for a challenge (as long as it lives), <c>g:</c> and a door for wrong tries (400 days, or the longest window after
/// a success), <c>b:</c> with allowance and window for large counts.
/// A call's scripts go out together, one a subject. If one denies, the others give back: for the moment between, their
/// subjects seem to have one call more. What is not answered in time counts as not granted, stays taken, and is never
/// sent again; a verification that is not answered counts as not accepted, whatever became of it.
/// </remarks>
internal sealed partial class RedisVoiceCodeStore : IVoiceCodeStore, IHealthCheck, IAsyncDisposable, IDisposable
{
    private static readonly ChallengeGrant Unavailable = new() { Status = ChallengeStatus.Unavailable };

    private readonly RedisVoiceCodeStoreOptions _options;
    private readonly RedisConnection _connection;
    private readonly SubjectTags _tags;
    private readonly ServerClock _clock;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public RedisVoiceCodeStore(
        IOptions<RedisVoiceCodeStoreOptions> options, IOptions<VoiceCodeOptions> codes, TimeProvider timeProvider,
        ILogger<RedisVoiceCodeStore> logger)
    {
        _options = options.Value;
        _connection = new RedisConnection(_options, timeProvider, logger);
        _tags = new SubjectTags(Convert.FromBase64String(codes.Value.StoreKey!), _options.InstanceName ?? "");
        _clock = new ServerClock(timeProvider);
        _timeProvider = timeProvider;
        _logger = logger;
    }

    public async ValueTask<ChallengeGrant> BeginAsync(
        ChallengeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var parts = new CallParts(_tags, request);
        parts.PrepareTake(_clock.Deadline(_options.Timeout));
        var start = _timeProvider.GetTimestamp();
        var isAnswered = await _connection.AskAsync(parts.All, EvaluateAll, start, cancellationToken).ConfigureAwait(false) is not null;
        var answers = parts.Answers();
        if (!isAnswered)
        {
            // A part of a cluster may be away: what the others granted is given back, and nobody waits for that too.
            _ = GiveBackAsync(parts, answers, _timeProvider.GetTimestamp()).AsTask();
            return Unavailable;
        }

        foreach (var answer in answers)
        {
            _clock.Note(answer.ServerTime);
        }

        if (Array.TrueForAll(answers, answer => answer.Status is ScriptReply.Granted))
        {
            return new ChallengeGrant
            {
                Status = ChallengeStatus.Granted,
                Nonce = answers[0].Nonce,
                Life = answers[0].Life,
                TriesLeft = answers[0].TriesLeft,
                RetryAfter = answers.Max(answer => answer.Wait),
                TakenAt = answers[0].ServerTime,
            };
        }

        await GiveBackAsync(parts, answers, start).ConfigureAwait(false);
        return Refusal(request, parts, answers);
    }

    public async ValueTask AbandonAsync(
        ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(grant);
        var parts = new CallParts(_tags, request);
        foreach (var part in parts.All)
        {
            parts.PrepareGiveBack(part, grant.TakenAt, endsChallenge: true, replaced: default);
        }

        await _connection.AskAsync(parts.All, EvaluateAll, _timeProvider.GetTimestamp(), cancellationToken).ConfigureAwait(false);
    }

    public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(grant);
        if (_connection.GetDatabaseAsync() is { IsCompletedSuccessfully: true } connected)
        {
            var nonce = new byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(nonce, grant.Nonce);
            _ = StoreScript.RecordCall.EvaluateTextAsync(
                connected.Result,
                [CallParts.ChallengeKey(_tags, _tags.Of(request.UserId), request.Purpose)],
                [nonce, requestId],
                CommandFlags.FireAndForget);
        }
    }

    public ValueTask<ChallengeVerdict> VerifyAsync(
        ChallengeAttempt attempt, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var user = _tags.Of(attempt.UserId);
        var limit = PackedGuesses.Of(attempt.Guesses);
        var typed = new byte[20 + limit.Length];
        BinaryPrimitives.WriteUInt128BigEndian(typed, attempt.Verifier);
        BinaryPrimitives.WriteUInt32LittleEndian(typed.AsSpan(16), user.Conceal(attempt.NumberMark));
        limit.CopyTo(typed, 20);
        RedisKey[] keys =
        [
            CallParts.ChallengeKey(_tags, user, attempt.Purpose), CallParts.GuessesKey(user, attempt.PurposeClass),
        ];
        return VerifyAsync(keys, [typed], cancellationToken);
    }

    public async ValueTask<bool> UnlockAsync(
        string userId, VoiceCodePurposeClass purposeClass, CancellationToken cancellationToken = default)
    {
        var key = CallParts.GuessesKey(_tags.Of(userId), purposeClass);
        return await _connection.AskAsync(
            key, static (database, key, _) => database.ExecuteAsync("DEL", key), _timeProvider.GetTimestamp(),
            cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>Whether a verification is answered: one that no user has asked for.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var start = _timeProvider.GetTimestamp();
        var verdict = await VerifyAsync(
            new ChallengeAttempt
            {
                UserId = Guid.NewGuid().ToString(),
                Purpose = "",
                PurposeClass = VoiceCodePurposeClass.Application,
                Verifier = 0,
                NumberMark = 0,
                Guesses = ScriptTrial.Guesses,
            },
            cancellationToken).ConfigureAwait(false);
        var data = new Dictionary<string, object>
        {
            ["milliseconds"] = _timeProvider.GetElapsedTime(start).TotalMilliseconds,
        };
        return verdict.Status is ChallengeStatus.Missing
            ? HealthCheckResult.Healthy("Redis answers.", data)
            : new HealthCheckResult(
                context.Registration.FailureStatus,
                "Redis does not answer in time. Until it does, nobody is rung and no code accepted.",
                data: data);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    public void Dispose() => _connection.Dispose();

    /// <summary>Connects, or throws what was in the way: for the check at start.</summary>
    internal async Task<IDatabase> ConnectAsync(CancellationToken cancellationToken) => await _connection.GetDatabaseAsync()
        .WaitAsync(_options.Timeout, _timeProvider, cancellationToken).ConfigureAwait(false);

    /// <summary>Runs every script, or throws what was in the way.</summary>
    internal async Task TryScriptsAsync(IDatabase database, CancellationToken cancellationToken) => _clock.Note(
        await ScriptTrial.RunAsync(database, _tags)
            .WaitAsync(_options.Timeout, _timeProvider, cancellationToken).ConfigureAwait(false));

    private static Task<RedisResult[]> EvaluateAll(IDatabase database, List<CallPart> parts, bool withText) =>
        Task.WhenAll(parts.ConvertAll(part => part.EvaluateAsync(database, withText)));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ChallengeVerdict> VerifyAsync(
        RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var start = _timeProvider.GetTimestamp();
        var reply = await _connection.AskAsync(
            (keys, arguments),
            static (database, asked, withText) => withText
                ? StoreScript.Verify.EvaluateTextAsync(database, asked.keys, asked.arguments)
                : StoreScript.Verify.EvaluateAsync(database, asked.keys, asked.arguments),
            start,
            cancellationToken).ConfigureAwait(false);
        var verdict = reply is null ? default : Verdict((byte[])reply!);
        return verdict.Status is ChallengeStatus.Verified && _options.RequireReplicas > 0
            && !await IsReplicatedAsync(keys[0], start, cancellationToken).ConfigureAwait(false) ? default : verdict;
    }

    private static ChallengeVerdict Verdict(ReadOnlySpan<byte> reply) => reply[0] switch
    {
        3 => new(ChallengeStatus.LockedOut, retryAfter: ScriptReply.WaitIn(reply[2..])),
        4 => new(ChallengeStatus.Verified) { RequestId = reply.Length > 6 ? System.Text.Encoding.UTF8.GetString(reply[6..]) : null },
        5 => new(ChallengeStatus.Wrong, reply[1]),
        6 => new(ChallengeStatus.Missing),
        7 => new(ChallengeStatus.TriesUsedUp),
        _ => default,
    };

    private static ChallengeGrant Refusal(ChallengeRequest request, CallParts parts, ScriptReply[] answers)
    {
        var user = answers[0];
        if (user.Status is ScriptReply.Locked)
        {
            return new ChallengeGrant { Status = ChallengeStatus.LockedOut, RetryAfter = user.Wait };
        }

        if (Array.Exists(answers, answer => answer.Status is ScriptReply.TooLate))
        {
            return Unavailable;
        }

        var longest = -1;
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Status is ScriptReply.Denied && (longest < 0 || answers[i].Wait > answers[longest].Wait))
            {
                longest = i;
            }
        }

        var denier = answers[longest];
        var allowance = parts.All[longest].Claims[denier.Claim].Allowance;
        var (life, triesLeft) = user.Waiting(request.Binding);
        return new ChallengeGrant
        {
            Status = ChallengeStatus.Denied,
            DeniedBy = allowance.Name,
            DeniedRule = allowance.Rules[denier.Rule],
            RetryAfter = denier.Wait,
            Life = life,
            TriesLeft = triesLeft,
        };
    }

    // What one subject granted and another denied has not happened.
    private async ValueTask GiveBackAsync(CallParts parts, ScriptReply[] answers, long start)
    {
        var granted = parts.All.Where((_, i) => answers[i].Status is ScriptReply.Granted).ToList();
        foreach (var part in granted)
        {
            var answer = answers[parts.All.IndexOf(part)];
            var isNew = part == parts.All[0] && answer.IsNew;
            parts.PrepareGiveBack(part, answer.ServerTime, isNew, isNew ? answer.Replaced : default);
        }

        if (granted.Count > 0)
        {
            await _connection.AskAsync(granted, EvaluateAll, start, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Whether enough replicas have what the connection to the key's server last wrote.
    private async ValueTask<bool> IsReplicatedAsync(RedisKey key, long start, CancellationToken cancellationToken)
    {
        var acknowledged = await _connection.AskAsync(
            (key, _options),
            static (database, asked, _) => database.Multiplexer.GetServer(asked.key, flags: CommandFlags.DemandMaster).ExecuteAsync(
                "WAIT", asked._options.RequireReplicas, (long)(asked._options.Timeout.TotalMilliseconds * 0.8)),
            start,
            cancellationToken).ConfigureAwait(false);
        var isReplicated = acknowledged is not null && (int)acknowledged >= _options.RequireReplicas;
        if (!isReplicated)
        {
            Log.NotReplicated(_logger, _options.RequireReplicas);
        }

        return isReplicated;
    }

    private static partial class Log
    {
        [LoggerMessage(202, LogLevel.Error,
            "A right code was not accepted: fewer than {Replicas} replicas had noted in time that it is used up.")]
        public static partial void NotReplicated(ILogger logger, int replicas);
    }
}
