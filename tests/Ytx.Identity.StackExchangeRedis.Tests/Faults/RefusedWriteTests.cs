using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Site;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Tests;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>
/// A server answers but refuses to write, for whatever reason: it compares nothing, accepts nothing, grants nothing, and
/// start and health check say why. When that is over everything is as it was.
/// </summary>
[Collection(HeavyLoad.Name)]
public sealed class RefusedWriteTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RedisServer _server = null!;
    private string _connectionString = "";

    public static TheoryData<string> Refusals => [.. Refusal.Names];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _connectionString = await Refusal.ConnectAsync(_server);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task VerifyAsync_WriteRefused_ComparesNothingAndKeepsTheTries(string name)
    {
        var refusal = Refusal.Of(name);
        await using var store = Create();
        var (caller, other) = (new Caller(store), new Caller(store));
        Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync()).Status);
        Assert.Equal(4, (await caller.VerifyAsync(isRight: false)).TriesLeft);

        await refusal.Begin(_server);
        await RefusesAsync(store);
        var guesses = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => caller.VerifyAsync(isRight: false).AsTask()));
        Assert.All(guesses, guess => Assert.Equal(ChallengeStatus.Unavailable, guess.Status));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(ChallengeStatus.Unavailable, (await caller.VerifyAsync()).Status);
            Assert.Equal(ChallengeStatus.Unavailable, (await other.BeginAsync()).Status);
        }

        await refusal.End(_server);
        await WorksAsync(store);
        Assert.Equal(3, (await caller.VerifyAsync(isRight: false)).TriesLeft);
        Assert.Equal(ChallengeStatus.Verified, (await caller.VerifyAsync()).Status);
        await other.LogInAsync();
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task StartAndHealth_WriteRefused_SayWhy(string name)
    {
        var refusal = Refusal.Of(name);
        using var logs = new CapturedLogs();
        using var host = RedisHost.Build(
            identity =>
            {
                identity.AddRedisVoiceCodeStore(Configure);
                identity.Services.AddHealthChecks().AddYtxVoiceStore();
            },
            logs);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host.Services)).Status);

        await refusal.Begin(_server);
        await RefusesAsync(host.Services.GetRequiredService<IVoiceCodeStore>());
        var sick = await CheckAsync(host.Services);
        var failure = await Record.ExceptionAsync(() => host.StartAsync(Stop));

        Assert.Equal(HealthStatus.Unhealthy, sick.Status);
        Assert.Contains(refusal.Says, sick.Description);
        Assert.Equal(refusal.Lacking is not null, failure is InvalidOperationException);
        Assert.Contains(
            refusal.Lacking is { } command ? $"It refuses {command}." : $"Redis is unavailable at start. Until it works, no call is placed and no code is accepted. {refusal.Says}",
            $"{failure?.Message} {string.Join('\n', logs.Lines)}");

        await refusal.End(_server);
        await Waiting.UntilAsync(Patience, async () =>
            await CheckAsync(host.Services) is { Status: not HealthStatus.Healthy } still ? still.Description : null);
    }

    [Theory]
    [InlineData("PEXPIRE")]
    [InlineData("PTTL")]
    public async Task StartAsync_UserLacksACommandOfFewSteps_NamesIt(string command)
    {
        await _server.AskAsync("ACL", "SETUSER", Refusal.User, $"-{command}");
        using var host = RedisHost.Build(identity => identity.AddRedisVoiceCodeStore(Configure));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Stop));

        Assert.Contains($"It refuses {command}.", failure.Message);
    }

    [Fact]
    public async Task BeginAsync_RefusedAtALaterLedger_HasWrittenNone()
    {
        await using var store = Create();
        var (first, second) = (new Caller(store), new Caller(store));
        var (ofAddress, ofNumber) = (Limit("address", AllowanceSubject.ClientAddress), Limit("number", AllowanceSubject.Number));
        var ofOthers = Limit("others", AllowanceSubject.Number);
        await first.BeginAsync(first.Request(claims: [new(ofNumber, "number"), new(ofOthers, "number")]));
        AllowanceClaim[] claims = [new(ofAddress, "address"), new(ofNumber, "number")];

        // Only a ledger that goes on to have other blocks is asked how long it lives.
        await _server.AskAsync("ACL", "SETUSER", Refusal.User, "-PTTL");
        await _server.AskAsync("CONFIG", "RESETSTAT");
        Assert.Equal(ChallengeStatus.Unavailable, (await second.BeginAsync(second.Request(claims: claims))).Status);

        Assert.DoesNotContain("cmdstat_set:", await _server.AskAsync("INFO", "commandstats"));
        await _server.AskAsync("ACL", "SETUSER", Refusal.User, "+PTTL");
        Assert.Equal(ChallengeStatus.Missing, (await second.VerifyAsync()).Status);
        Assert.Equal(ChallengeStatus.Granted, (await second.BeginAsync(second.Request(claims: claims))).Status);

        static Allowance Limit(string name, AllowanceSubject per) => new(name, new AllowanceRule(2, TimeSpan.FromHours(1))) { Per = per };
    }

    [Fact]
    public async Task Store_UserMayDoWhatTheStartAsksFor_Works()
    {
        await _server.AskAsync(
            "ACL", "SETUSER", Refusal.User, "-@all", "+eval", "+evalsha", "+get", "+pexpire", "+pttl", "+set", "+time", "+info",
            "+ping", "+echo", "+client", "+select", "+cluster", "resetkeys", "~ytx:*");
        using var host = RedisHost.Build(identity => identity.AddRedisVoiceCodeStore(Configure));
        await host.StartAsync(Stop);
        var store = host.Services.GetRequiredService<IVoiceCodeStore>();

        var caller = new Caller(store);
        await caller.BeginAsync();
        Assert.Equal(ChallengeStatus.Wrong, (await caller.VerifyAsync(isRight: false)).Status);
        Assert.Equal(ChallengeStatus.Verified, (await caller.VerifyAsync()).Status);
        await store.UnlockAsync(new("", caller.UserId), VoiceCodePurposeKind.LogIn, Stop);
        var request = new Caller(store).Request();
        await store.AbandonAsync(request, await store.BeginAsync(request, Stop), Stop);
        await host.StopAsync(Stop);
    }

    private void Configure(RedisVoiceCodeStoreOptions options)
    {
        options.Configuration = _connectionString;
        options.Timeout = TimeSpan.FromSeconds(10);
    }

    private RedisVoiceCodeStore Create() => StoreFactory.Create(Configure);

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider services)
    {
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Stop);
        return report.Entries["ytx-voice-store"];
    }

    // What is being set is in force at once, but a client may look for a primary for a moment.
    private static Task RefusesAsync(IVoiceCodeStore store) => Waiting.UntilAsync(Patience, async () =>
        (await new Caller(store).BeginAsync()).Status is ChallengeStatus.Unavailable ? null : "It grants.");

    private static Task WorksAsync(IVoiceCodeStore store) => Waiting.UntilAsync(Patience, async () =>
        (await new Caller(store).BeginAsync()).Status is ChallengeStatus.Granted ? null : "It grants nothing.");
}
