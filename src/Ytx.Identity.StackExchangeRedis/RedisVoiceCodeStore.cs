using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// The store for any number of hosts, on Redis and Redis Cluster. All that is known of one subject (a user, a number, an
/// address, the application) is one string, its ledger, under a key that is an HMAC of it: see Ledger.lua. It lives as long
/// as the longest-lived block in it.
/// </summary>
/// <remarks>
/// A verification is one script over the user's ledger. A call is one script over the ledgers of all its subjects, all or
/// nothing. Where keys of different slots may not meet in a script (Redis Cluster, some proxies), which is found out and
/// remembered, it goes in phases: the asker's own subjects take while others' are only looked at; then these take; the
/// challenge is opened last. If a phase denies, what was taken is given back, so that for a round trip the asker's own
/// counters may seem one higher. Somebody else's can only where two requests race for the last call of one allowance.
/// What is not answered in time counts as not granted and not accepted, whatever became of it.
/// </remarks>
internal sealed partial class RedisVoiceCodeStore : IVoiceCodeStore, IHealthCheck, IAsyncDisposable, IDisposable
{
    private const int MaxGivingBack = 20;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly ChallengeGrant Unavailable = new() { Status = ChallengeStatus.Unavailable };

    private readonly RedisConnection _connection;
    private readonly StoreTrial _trial;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private volatile bool _isSplit;

    public RedisVoiceCodeStore(
        IOptions<RedisVoiceCodeStoreOptions> options, IOptions<VoiceCodeOptions> codes, TimeProvider timeProvider,
        ILogger<RedisVoiceCodeStore> logger)
    {
        _connection = new RedisConnection(options.Value, timeProvider, logger);
        Tags = new SubjectTags(Convert.FromBase64String(codes.Value.Store.Key!), options.Value.InstanceName ?? "");
        _trial = new StoreTrial(_connection, Tags, timeProvider);
        _timeProvider = timeProvider;
        _logger = logger;
    }

    internal SubjectTags Tags { get; }

    public async ValueTask<ChallengeGrant> BeginAsync(
        ChallengeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var start = _timeProvider.GetTimestamp();
        var parts = CallPart.From(request, Tags);
        if (!_isSplit)
        {
            var call = BeginCall.Create(Tags, request, CollectionsMarshal.AsSpan(parts), Finally(request), takes: true);
            var reply = await _connection.RunAsync(call, start).ConfigureAwait(false);
            if (reply.IsThere)
            {
                return Answer(request, reply, [(call, reply)]);
            }

            if (!RedisConnection.SpansSlots(call.Failure))
            {
                if (call.MayHaveRun)
                {
                    _ = GiveBackUnknownAsync(request, parts, isOpened: true);
                }

                return Unavailable;
            }

            _isSplit = true;
            Log.IsSplit(_logger);
        }

        return await BeginInPhasesAsync(request, parts, start).ConfigureAwait(false);
    }

    public async ValueTask AbandonAsync(
        ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(grant);
        cancellationToken.ThrowIfCancellationRequested();
        if (grant.Status is ChallengeStatus.Granted && request.Step is not ChallengeStep.Attempt)
        {
            await GiveBackAsync(
                request, CallPart.From(request, Tags), grant.TakenAt, withAttempts: false, (byte[]?)grant.Replaced, grant.Nonce == request.Nonce)
                .ConfigureAwait(false);
        }
    }

    public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(grant);
        _ = RunAsync(AmendCall.RecordCall(Tags, request, grant.Nonce, requestId));
    }

    public async ValueTask<ChallengeVerdict> VerifyAsync(
        ChallengeTry challengeTry, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = await _connection.RunAsync(VerifyCall.Create(Tags, challengeTry), _timeProvider.GetTimestamp())
            .ConfigureAwait(false);
        return reply.IsThere ? reply.Verdict : default;
    }

    public async ValueTask<bool> UnlockAsync(
        UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await RunAsync(AmendCall.Unlock(Tags, user, purposeKind)).ConfigureAwait(false)
            is { IsThere: true, Status: WireFormat.Status.Granted };
    }

    /// <summary>Whether on every shard a call could be granted and a code accepted: tried for a user who does not exist.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var start = _timeProvider.GetTimestamp();
        var failure = await _trial.RunAsync().ConfigureAwait(false);
        var data = new Dictionary<string, object>
        {
            ["milliseconds"] = _timeProvider.GetElapsedTime(start).TotalMilliseconds,
        };
        return failure is null
            ? HealthCheckResult.Healthy("Redis grants calls and accepts codes.", data)
            : new HealthCheckResult(
                context.Registration.FailureStatus,
                $"Redis grants no call or accepts no code. {RedisFailure.Describe(failure)}",
                data: data);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    public void Dispose() => _connection.Dispose();

    /// <summary>For the check at start: the connection, or what was in the way is thrown.</summary>
    internal Task<IDatabase> ConnectAsync() => _connection.GetDatabaseAsync();

    /// <summary>For the check at start: what keeps the store from its work; null if nothing.</summary>
    internal Task<Exception?> TryAsync() => _trial.RunAsync();

    private static WireFormat.ChallengeUse Finally(ChallengeRequest request) =>
        request.Step is ChallengeStep.Attempt ? WireFormat.ChallengeUse.Looks : WireFormat.ChallengeUse.Opens;

    private async ValueTask<ChallengeGrant> BeginInPhasesAsync(ChallengeRequest request, List<CallPart> parts, long start)
    {
        var own = await RunAllAsync(parts.ConvertAll(part => BeginCall.Create(
            Tags, request, [part], part == parts[0] ? WireFormat.ChallengeUse.Looks : WireFormat.ChallengeUse.None, takes: part.IsOwn)), start)
            .ConfigureAwait(false);
        var taken = Taken(parts.FindAll(part => part.IsOwn), [.. own.Where((_, i) => parts[i].IsOwn)]);
        var (last, user, waits) = (own, own[0].Reply, own);
        if (IsGranted(last))
        {
            var others = parts.FindAll(part => !part.IsOwn);
            last = await RunAllAsync(
                others.ConvertAll(part => BeginCall.Create(Tags, request, [part], WireFormat.ChallengeUse.None, takes: true)), start)
                .ConfigureAwait(false);
            taken.AddRange(Taken(others, last));
            waits = [.. waits, .. last];
        }

        var isOpened = IsGranted(last) && request.Step is not ChallengeStep.Attempt;
        if (isOpened)
        {
            last = await RunAllAsync(
                [BeginCall.Create(Tags, request, [parts[0]], WireFormat.ChallengeUse.Opens, takes: null)], start).ConfigureAwait(false);
            (user, waits) = (last[0].Reply, [.. waits, .. last]);
        }

        if (IsGranted(last))
        {
            return Answer(request, user, waits);
        }

        if (!last.TrueForAll(each => each.Reply.IsThere))
        {
            if (waits.Exists(each => each.Reply.IsThere || each.Call.MayHaveRun))
            {
                _ = GiveBackUnknownAsync(request, taken, isOpened);
            }

            return Unavailable;
        }

        // What one subject granted and another denied has not happened.
        await GiveBackAsync(
            request, taken, waits[0].Reply.ServerTime, withAttempts: true, replaced: null, endsChallenge: isOpened).ConfigureAwait(false);
        return Answer(request, user, last);
    }

    // Not those that denied: what they hold is somebody else's.
    private static List<CallPart> Taken(List<CallPart> parts, List<(BeginCall Call, ScriptReply Reply)> replies) =>
        [.. parts.Where((_, i) => replies[i].Reply is { IsThere: false } or { Status: WireFormat.Status.Granted })];

    private async ValueTask<List<(BeginCall Call, ScriptReply Reply)>> RunAllAsync(List<BeginCall> calls, long start)
    {
        // All are on their way before the first is waited for.
        var running = calls.ConvertAll(call => _connection.RunAsync(call, start).AsTask());
        var replies = await Task.WhenAll(running).ConfigureAwait(false);
        return [.. calls.Zip(replies)];
    }

    private static bool IsGranted(List<(BeginCall Call, ScriptReply Reply)> replies) =>
        replies.TrueForAll(each => each.Reply is { IsThere: true, Status: WireFormat.Status.Granted });

    private static ChallengeGrant Answer(
        ChallengeRequest request, in ScriptReply user, List<(BeginCall Call, ScriptReply Reply)> replies)
    {
        if (replies.Find(each => each.Reply.Status is WireFormat.Status.Locked).Reply is { IsThere: true } locked)
        {
            return new ChallengeGrant { Status = ChallengeStatus.LockedOut, RetryAfter = locked.Wait };
        }

        var denials = replies.FindAll(each => each.Reply.Status is WireFormat.Status.Denied);
        if (denials.Count > 0)
        {
            // The first of the longest, as in every store.
            var (call, longest) = denials.MaxBy(each => each.Reply.Wait);
            var allowance = call.DeniedBy(longest);
            return new ChallengeGrant
            {
                Status = ChallengeStatus.Denied,
                DeniedBy = allowance.Name,
                DeniedRule = allowance.Rules[longest.Rule],
                RetryAfter = longest.Wait,
                Life = user.Life,
                TriesLeft = user.TriesLeft,
            };
        }

        return user is not { IsThere: true, Status: WireFormat.Status.Granted } ? Unavailable : new ChallengeGrant
        {
            Status = ChallengeStatus.Granted,
            Nonce = user.Nonce,
            Life = user.Life,
            TriesLeft = user.TriesLeft,
            RetryAfter = replies.Max(each => each.Reply.Wait),
            TakenAt = user.ServerTime,
            Replaced = user.Replaced,
        };
    }

    // It is unknown whether the script ran. If it ran, it took calls and opened a challenge although nobody was granted them.
    // So giving back is repeated until the server answers, but no longer than the shortest cool-down: for that time the
    // cool-down which the script took keeps the next call from speaking this code. Buckets give nothing back without a time.
    // All else is given back once, however often this runs.
    private async Task GiveBackUnknownAsync(ChallengeRequest request, List<CallPart> parts, bool isOpened)
    {
        for (var i = 0; i < MaxGivingBack; i++)
        {
            if (await GiveBackAsync(request, parts, takenAt: 0, withAttempts: true, replaced: null, isOpened).ConfigureAwait(false))
            {
                return;
            }

            await Task.Delay(Second, _timeProvider).ConfigureAwait(false);
        }
    }

    // Whether the server answered; a refusal is an answer too.
    private async Task<bool> GiveBackAsync(
        ChallengeRequest request, List<CallPart> parts, long takenAt, bool withAttempts, byte[]? replaced, bool endsChallenge = true)
    {
        if (!_isSplit)
        {
            var all = AmendCall.GiveBack(Tags, request, CollectionsMarshal.AsSpan(parts), takenAt, withAttempts, replaced, endsChallenge);
            if ((await RunAsync(all).ConfigureAwait(false)).IsThere || !RedisConnection.SpansSlots(all.Failure))
            {
                return all.Failure is null or RedisServerException;
            }

            _isSplit = true;
        }

        var each = parts.ConvertAll(part =>
            AmendCall.GiveBack(Tags, request, [part], takenAt, withAttempts, replaced, endsChallenge));
        await Task.WhenAll(each.ConvertAll(RunAsync)).ConfigureAwait(false);
        return each.TrueForAll(call => call.Failure is null or RedisServerException);
    }

    private Task<ScriptReply> RunAsync(ScriptCall call) => _connection.RunAsync(call, _timeProvider.GetTimestamp()).AsTask();

    private static partial class Log
    {
        [LoggerMessage(207, LogLevel.Information,
            "Redis is a cluster, or a proxy in front of one. A call is counted by several scripts, one for each subject.")]
        public static partial void IsSplit(ILogger logger);
    }
}
