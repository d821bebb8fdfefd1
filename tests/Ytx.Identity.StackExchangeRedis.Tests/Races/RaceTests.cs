using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Racer;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Races;

/// <summary>Four processes on one server, all after the same code or the same few calls.</summary>
[Collection(HeavyLoad.Name)]
public class RaceTests : IAsyncLifetime
{
    private const int Hosts = 4;
    private const int Tries = Hosts * Race.Verifiers;

    private readonly List<RacingHost> _hosts = [];
    private RedisServer _server = null!;
    private IConnectionMultiplexer _connection = null!;
    private RedisVoiceCodeStore _store = null!;

    protected virtual RedisServerOptions Server { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync(Server);

        // As in the hosts.
        _connection = await Race.ConnectAsync(_server.ConnectionString);
        _store = StoreFactory.Create(_connection, options => options.Timeout = TimeSpan.FromSeconds(10));
        for (var i = 0; i < Hosts; i++)
        {
            _hosts.Add(RacingHost.Start(_server.ConnectionString));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_hosts.Select(host => host.DisposeAsync().AsTask()));
        await _store.DisposeAsync();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task VerifyAsync_RightOnFourHosts_AcceptsOneOfAll()
    {
        const int Rounds = 1_000;
        var wins = new long[Hosts];
        for (var i = 0; i < Rounds; i++)
        {
            await _store.BeginAsync(Race.Request($"user-{i}", verifier: 7));

            var answers = await VerifyAsync(i, verifier: 7);

            Assert.Equal(1, answers.Sum(host => host[(int)ChallengeStatus.Verified]));
            Assert.Equal(Tries - 1, answers.Sum(host => host[(int)ChallengeStatus.Missing]));
            wins[Array.FindIndex(answers, host => host[(int)ChallengeStatus.Verified] > 0)]++;
        }

        Write($"{Rounds * Tries} tries, won by {string.Join(", ", wins)}");

        // Each of them wins now and then: they do run at the same time.
        Assert.All(wins, won => Assert.True(won > 0));
    }

    [Fact]
    public async Task VerifyAsync_WrongOnFourHosts_ComparesAsOftenAsTriesAllow()
    {
        const int Rounds = 200;
        for (var i = 0; i < Rounds; i++)
        {
            await _store.BeginAsync(Race.Request($"user-{i}", verifier: 7));

            var answers = await VerifyAsync(i, verifier: 8);

            Assert.Equal(5, answers.Sum(host => host[(int)ChallengeStatus.Wrong]));
            Assert.Equal(Tries - 5, answers.Sum(host => host[(int)ChallengeStatus.TriesUsedUp]));
            var right = await Race.VerifyAsync(_store, $"user-{i}", verifier: 7);
            Assert.Equal(Race.Verifiers, right[(int)ChallengeStatus.TriesUsedUp]);
        }
    }

    [Fact]
    public async Task BeginAsync_OneNumberOnFourHosts_GrantsWhatTheRulesAllowInEveryWindow()
    {
        var times = await CallAsync(nameof(Race.FewToNumber), TimeSpan.FromSeconds(7));

        Write($"granted at {string.Join(", ", times.Select(time => time - times[0]))} ms");
        foreach (var rule in Race.FewToNumber[0].Allowance.Rules)
        {
            Assert.All(times.Skip(rule.Count).Zip(times), pair =>
                Assert.True(pair.First - pair.Second >= rule.Window.TotalMilliseconds, $"{rule}: {pair}"));
        }

        // 3 at once, 2 more after two seconds, 3 more after six. A host that comes late also ends late.
        Assert.Equal(8, times.Count(time => time - times[0] < 7_000));
        await AssertLeftAsync(Race.FewToNumber[1..], times.Length);
    }

    [Fact]
    public async Task BeginAsync_OneAddressOnFourHosts_GivesBackWhatWasDenied()
    {
        var times = await CallAsync(nameof(Race.FewFromAddress), TimeSpan.FromSeconds(2));

        Assert.Equal(3, times.Length);
        await AssertLeftAsync(Race.FewFromAddress[1..], granted: 3);
    }

    private Task<long[][]> VerifyAsync(int round, ulong verifier) =>
        TellAllAsync($"verify user-{round} {verifier}", first: round);

    private async Task<long[]> CallAsync(string claims, TimeSpan time) =>
        [.. (await TellAllAsync($"call {claims} {time}")).SelectMany(times => times).Order()];

    // Whoever is told first must not always be the same.
    private async Task<long[][]> TellAllAsync(string order, int first = 0)
    {
        var told = new Task<long[]>[Hosts];
        for (var i = first; i < first + Hosts; i++)
        {
            told[i % Hosts] = _hosts[i % Hosts].TellAsync(order);
        }

        return await Task.WhenAll(told);
    }

    // As many calls as the rule has, less those that were granted: then what was denied has left nothing behind.
    private async Task AssertLeftAsync(AllowanceClaim[] claims, int granted)
    {
        foreach (var claim in claims)
        {
            var left = claim.Allowance.MaxCount - granted;
            for (var i = 0; i <= left; i++)
            {
                var grant = await _store.BeginAsync(Race.Request("another", verifier: 7, claim));
                Assert.Equal(i < left ? ChallengeStatus.Granted : ChallengeStatus.Denied, grant.Status);
            }
        }
    }

    private static void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
