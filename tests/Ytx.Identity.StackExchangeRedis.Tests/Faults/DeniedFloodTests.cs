using System.Collections.Concurrent;
using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>
/// What is denied changes nothing that anybody can see, for no moment: it holds off no owner, opens nothing that can be
/// guessed, moves no end. Redis is two milliseconds away, so that there are moments.
/// </summary>
[Collection(HeavyLoad.Name)]
public sealed class DeniedFloodTests : IAsyncLifetime
{
    private static readonly WrongCodeLimit WrongCodes = new(
        new Allowance("guesses", new AllowanceRule(100, TimeSpan.FromHours(1))), maxConsecutive: 100);

    private static readonly Allowance OfUser = new("user", new AllowanceRule(1, TimeSpan.FromHours(1))) { Per = AllowanceSubject.User };
    private static readonly Allowance OfAddress = new("address", new AllowanceRule(100, TimeSpan.FromHours(1)))
    {
        Per = AllowanceSubject.ClientAddress,
    };

    private static readonly Allowance Budget = new("budget", new AllowanceRule(1_000_000, TimeSpan.FromHours(24)))
    {
        Per = AllowanceSubject.Application,
    };

    private static readonly Allowance CoolDown = new("number-cool-down", new AllowanceRule(1, TimeSpan.FromMinutes(1)))
    {
        Counting = AllowanceCounting.DifferentItems,
    };

    private static readonly Allowance OfNumber = new("number", new AllowanceRule(3, TimeSpan.FromHours(1)));

    private readonly List<IAsyncDisposable> _used = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        for (var i = _used.Count - 1; i >= 0; i--)
        {
            await _used[i].DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Owners_StrangersWhomTheirOwnLimitsDeny_AreAllGranted(bool isCluster)
    {
        const int Owners = 60;
        var store = await StoreAsync(isCluster);

        // Each stranger has had his call.
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await store.BeginAsync(Request($"stranger-{i}", $"own number {i}"))).Status);
        }

        var (victim, denied) = (0, 0);
        using var stop = new CancellationTokenSource();
        var flood = Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
                    store.BeginAsync(Request($"stranger-{i}", $"number {Volatile.Read(ref victim)}")).AsTask()));
                Assert.All(answers, answer => Assert.Equal((ChallengeStatus.Denied, "user"), (answer.Status, answer.DeniedBy)));
                Interlocked.Add(ref denied, answers.Length);
            }
        })));
        var granted = 0;
        for (var i = 0; i < Owners; i++)
        {
            Volatile.Write(ref victim, i);
            var flooded = Volatile.Read(ref denied) + 100;
            await Waiting.UntilAsync(TimeSpan.FromSeconds(20), () =>
                Task.FromResult(flood.IsCompleted || Volatile.Read(ref denied) > flooded ? null : "There is no flood."));
            var answer = await store.BeginAsync(Request($"owner-{i}", $"number {i}"));
            granted += answer.Status is ChallengeStatus.Granted ? 1 : 0;
        }

        await stop.CancelAsync();
        await flood;
        Assert.Equal(Owners, granted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Guessers_WhomTheNumbersPoolDenies_FindNothingToGuess(bool isCluster)
    {
        const int Accounts = 40;
        var store = await StoreAsync(isCluster);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await store.BeginAsync(Request($"earlier-{i}", "number", withCoolDown: false))).Status);
        }

        var seen = new ConcurrentDictionary<ChallengeStatus, int>();
        await Task.WhenAll(Enumerable.Range(0, Accounts).Select(i => Task.Run(async () =>
        {
            var user = $"guesser-{i}";
            for (var round = 0; round < 20; round++)
            {
                var asking = store.BeginAsync(Request(user, "number", withCoolDown: false)).AsTask();
                do
                {
                    // All verifiers are 7 here: one that found a challenge would even be right.
                    foreach (var verdict in await Task.WhenAll(store.VerifyAsync(Try(user, 7)).AsTask(), store.VerifyAsync(Try(user, 8)).AsTask()))
                    {
                        seen.AddOrUpdate(verdict.Status, 1, (_, count) => count + 1);
                    }
                }
                while (!asking.IsCompleted);

                var answer = await asking;
                Assert.Equal((ChallengeStatus.Denied, "number"), (answer.Status, answer.DeniedBy));
            }
        })));

        Assert.Equal([ChallengeStatus.Missing], seen.Keys);
        Assert.True(seen[ChallengeStatus.Missing] > Accounts * 20);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeniedCalls_WhileACodeLives_NeitherProlongItNorCostATry(bool isCluster)
    {
        var store = await StoreAsync(isCluster);
        var life = TimeSpan.FromSeconds(3);
        Assert.Equal(ChallengeStatus.Granted, (await store.BeginAsync(Request("owner", "number", life: life))).Status);
        var start = TimeProvider.System.GetTimestamp();
        var (accepted, wrong, tries) = (TimeSpan.Zero, 0, 0);

        // Others' right codes between denied calls; and the owner's own one until long after its end.
        for (var i = 0; TimeProvider.System.GetElapsedTime(start) < 2 * life; i++)
        {
            var user = $"other-{i}";
            await store.BeginAsync(Request(user, $"number of {user}"));
            var denied = Enumerable.Range(0, 4).Select(j =>
                store.BeginAsync(Request(j % 2 is 0 ? "owner" : user, j % 2 is 0 ? "number" : $"number of {user}", life: life)).AsTask()).ToArray();
            wrong += (await store.VerifyAsync(Try(user, 7))).Status is ChallengeStatus.Verified ? 0 : 1;
            Assert.All(await Task.WhenAll(denied), answer => Assert.Equal(ChallengeStatus.Denied, answer.Status));
            if (TimeProvider.System.GetElapsedTime(start) > life + TimeSpan.FromSeconds(1))
            {
                tries++;
                accepted += (await store.VerifyAsync(Try("owner", 7))).Status is ChallengeStatus.Verified
                    ? TimeProvider.System.GetElapsedTime(start) : TimeSpan.Zero;
            }
        }

        Assert.Equal(0, wrong);
        Assert.Equal(TimeSpan.Zero, accepted);
        Assert.True(tries > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CancelledCalls_WhileTheyWait_AreGrantedInFullOrLeaveNothing(bool isCluster)
    {
        var store = await StoreAsync(isCluster);
        var (whole, none) = (0, 0);
        for (var i = 0; i < 200; i++)
        {
            using var stop = new CancellationTokenSource();
            var user = $"user-{i}";
            Task<ChallengeGrant> asking;
            if (i % 4 is 0)
            {
                await stop.CancelAsync();
                asking = Task.Run(async () => await store.BeginAsync(Request(user, $"number {i}"), stop.Token));
            }
            else
            {
                asking = store.BeginAsync(Request(user, $"number {i}"), stop.Token).AsTask();
                await stop.CancelAsync();
            }

            var failure = await Record.ExceptionAsync(() => asking);
            if (failure is null)
            {
                whole++;
                Assert.Equal(ChallengeStatus.Granted, (await asking).Status);
                Assert.Equal("user", (await store.BeginAsync(Request(user, $"number {i}"))).DeniedBy);
                Assert.Equal(ChallengeStatus.Verified, (await store.VerifyAsync(Try(user, 7))).Status);
            }
            else
            {
                none++;
                Assert.IsType<OperationCanceledException>(failure, exactMatch: false);
                Assert.Equal(ChallengeStatus.Missing, (await store.VerifyAsync(Try(user, 7))).Status);
                Assert.Equal(ChallengeStatus.Granted, (await store.BeginAsync(Request(user, $"number {i}"))).Status);
            }
        }

        Assert.Equal((150, 50), (whole, none));
    }

    private static ChallengeRequest Request(string user, string number, bool withCoolDown = true, TimeSpan? life = null) =>
        ChallengeRequests.Create(
            user,
            [
                new(OfUser, user), new(OfAddress, $"address of {user}"), new(Budget, "application"),
                .. withCoolDown ? [new AllowanceClaim(CoolDown, number) { Item = user }] : Array.Empty<AllowanceClaim>(),
                new(OfNumber, number),
            ],
            verifier: 7, lifetime: life, renewBelow: TimeSpan.FromSeconds(1), wrongCodes: WrongCodes);

    private static ChallengeTry Try(string user, UInt128 verifier) =>
        ChallengeRequests.Create(user, wrongCodes: WrongCodes).Try(verifier);

    // A cluster's nodes name each other's own addresses, so nothing can stand before it.
    private async Task<RedisVoiceCodeStore> StoreAsync(bool isCluster)
    {
        string connectionString;
        if (isCluster)
        {
            var cluster = await RedisCluster.StartAsync();
            _used.Add(cluster);
            connectionString = cluster.ConnectionString;
        }
        else
        {
            var server = await RedisServer.StartAsync();
            _used.Add(server);
            var proxy = TcpProxy.Start(server.EndPoint);
            _used.Add(proxy);
            proxy.Delay = TimeSpan.FromMilliseconds(1);
            connectionString = proxy.ConnectionString;
        }

        var store = StoreFactory.Create(options =>
        {
            options.Configuration = connectionString;
            options.Timeout = TimeSpan.FromSeconds(10);
        });
        _used.Add(store);
        await Waiting.UntilAsync(TimeSpan.FromSeconds(20), async () =>
            await store.UnlockAsync(new("", "nobody"), VoiceCodePurposeKind.LogIn) ? null : "It does not work.");
        return store;
    }
}
