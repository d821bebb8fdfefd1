using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// On every shard: a call that is granted, one that is denied, a wrong code, a right one, and what is given back, so that every
/// branch of every script that writes has run. For a user who does not exist; what is left ends within seconds.
/// </summary>
internal sealed class StoreTrial(RedisConnection connection, SubjectTags tags, TimeProvider timeProvider)
{
    private const int Slots = 16_384;
    private const int MaxSearch = 100_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Allowance[] Allowances =
    [
        new("trial", new AllowanceRule(1, Second)) { Per = AllowanceSubject.User },
        new("trial", new AllowanceRule(1, Second)) { Per = AllowanceSubject.User, Counting = AllowanceCounting.DifferentItems },
        new("trial", new AllowanceRule(Allowance.MaxExactCount + 1, Second)) { Per = AllowanceSubject.User },
    ];

    private static readonly WrongCodeLimit WrongCodes = new(new Allowance("trial", new AllowanceRule(2, Second)), 2, Second);

    /// <summary>What keeps the store from its work; null if nothing.</summary>
    public async Task<Exception?> RunAsync()
    {
        // The first also connects, where nobody has yet.
        if (await RunAsync(Guid.NewGuid().ToString()).ConfigureAwait(false) is { } first)
        {
            return first;
        }

        var users = await UsersAsync().ConfigureAwait(false);
        var failures = await Task.WhenAll(users.ConvertAll(RunAsync)).ConfigureAwait(false);
        return Array.Find(failures, failure => failure is not null);
    }

    private async Task<Exception?> RunAsync(string user)
    {
        var request = new ChallengeRequest
        {
            User = new("", user),
            Purpose = "",
            PurposeKind = VoiceCodePurposeKind.Other,
            Binding = 0,
            Nonce = 1,
            Verifier = 1,
            Lifetime = Second,
            RenewBelow = Second,
            Tries = 2,
            WrongCodes = WrongCodes,
            Claims = Array.ConvertAll(Allowances, allowance => new AllowanceClaim(allowance, user) { Item = user }),
        };
        var part = new CallPart(AllowanceSubject.User, tags.Of(AllowanceSubject.User, user), request.Claims);
        var takenAt = 0L;
        (Func<ScriptCall> Call, WireFormat.Status Expected)[] steps =
        [
            (() => Begin(takes: true), WireFormat.Status.Granted),
            (() => Begin(takes: true), WireFormat.Status.Denied),
            (() => Verify(verifier: 2), WireFormat.Status.Wrong),
            (() => AmendCall.RecordCall(tags, request, request.Nonce, "trial"), WireFormat.Status.Granted),
            (() => AmendCall.GiveBack(tags, request, [part], takenAt, withAttempts: true, replaced: null), WireFormat.Status.Granted),
            (() => Begin(takes: null), WireFormat.Status.Granted),
            (() => Verify(verifier: 1), WireFormat.Status.Verified),
            (() => AmendCall.Unlock(tags, request.User, request.PurposeKind), WireFormat.Status.Granted),
        ];
        foreach (var (make, expected) in steps)
        {
            var call = make();
            if (await connection.RunAsync(call, timeProvider.GetTimestamp()).ConfigureAwait(false) is not { IsThere: true } reply)
            {
                return call.Failure;
            }

            if (reply.Status != expected)
            {
                return new InvalidOperationException($"A script returned {reply.Status} instead of {expected}.");
            }

            takenAt = takenAt is 0 ? reply.ServerTime : takenAt;
        }

        return null;

        ScriptCall Begin(bool? takes) => BeginCall.Create(tags, request, [part], WireFormat.ChallengeUse.Opens, takes);

        ScriptCall Verify(UInt128 verifier) => VerifyCall.Create(tags, new ChallengeTry
        {
            User = new("", user),
            Purpose = request.Purpose,
            PurposeKind = request.PurposeKind,
            Verifier = verifier,
            WrongCodes = WrongCodes,
        });
    }

    // A user for each primary of a cluster.
    private async Task<List<string>> UsersAsync()
    {
        List<string> users = [];
        var multiplexer = (await connection.GetDatabaseAsync().ConfigureAwait(false)).Multiplexer;
        if (Array.Find(multiplexer.GetServers(), server => server.ClusterConfiguration is not null) is not { ClusterConfiguration: { } cluster })
        {
            return users;
        }

        // A slot that nobody serves counts as a primary that is away.
        var waiting = cluster.Nodes.Where(node => !node.IsReplica && node.Slots.Count > 0).Select(node => node.NodeId).ToHashSet();
        if (cluster.Nodes.Sum(node => node.Slots.Sum(range => range.To - range.From + 1)) < Slots)
        {
            waiting.Add("");
        }

        for (var i = 0; i < MaxSearch && waiting.Count > 0; i++)
        {
            var user = Guid.NewGuid().ToString();
            var node = cluster.GetBySlot(multiplexer.HashSlot(tags.Of(AllowanceSubject.User, user).Key));
            if (waiting.Remove(node?.NodeId ?? ""))
            {
                users.Add(user);
            }
        }

        return users;
    }
}
