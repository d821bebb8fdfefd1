using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests.Attacks;

public sealed class MemoryAttackTests
{
    private const int Ceiling = 1_000_000;

    [Fact]
    public async Task Begin_TwoMillionRandomUsers_StaysBoundedAndExistingCodesStillVerify()
    {
        var clock = new FakeTimeProvider();
        var store = new InMemoryVoiceCodeStore(clock, Ceiling);
        var limits = new VoiceCodeLimits(new VoiceCodeOptions());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var granted = 0;
        for (var i = 0; i < 2 * Ceiling; i++)
        {
            granted += (await BeginAsync(store, limits, i)).Status is ChallengeStatus.Granted ? 1 : 0;
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Ceiling;
        Assert.Equal(Ceiling, granted);
        Assert.InRange(bytes, 1, 700);
        foreach (var user in new[] { 0, 1, Ceiling / 2, Ceiling - 1 })
        {
            Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(store, limits, user)).Status);
        }

        // And what was counted is still counted: an early one cannot ring again by flooding the rest out.
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(store, limits, 2)).Status);

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(store, limits, 2 * Ceiling)).Status);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task Abandon_ManyCallsThatTheGatewayRefuses_LeavesNothingButAttempts(bool areAttemptsCounted, int entriesEach)
    {
        const int Calls = 10_000;
        var clock = new FakeTimeProvider();
        var store = new InMemoryVoiceCodeStore(clock, Ceiling);
        for (var i = 0; i < Calls; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            var request = Refused(i, areAttemptsCounted);
            var grant = await store.BeginAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(ChallengeStatus.Granted, grant.Status);
            await store.AbandonAsync(request, grant, TestContext.Current.CancellationToken);
        }

        Assert.Equal((0L, entriesEach * Calls), await FilledAsync(store));

        // And the attempts go, too.
        clock.Advance(TimeSpan.FromHours(48));
        Assert.Equal((0L, 0L), await FilledAsync(store));
    }

    [Fact]
    public async Task Begin_ManyDenied_LeavesNothing()
    {
        var store = new InMemoryVoiceCodeStore(new FakeTimeProvider(), Ceiling);
        var spent = new AllowanceClaim(
            new Allowance("spent", new AllowanceRule(1, TimeSpan.FromHours(24))) { Per = AllowanceSubject.Application }, "");
        await store.BeginAsync(Refused(0, true, spent), TestContext.Current.CancellationToken);
        var before = await FilledAsync(store);

        for (var i = 0; i < 10_000; i++)
        {
            var denied = await store.BeginAsync(Refused(i, true, spent), TestContext.Current.CancellationToken);
            Assert.Equal(ChallengeStatus.Denied, denied.Status);
        }

        Assert.Equal(before, await FilledAsync(store));
    }

    [Fact]
    public async Task Verify_ManyRight_LeavesOnlyWhatCounts()
    {
        var store = new InMemoryVoiceCodeStore(new FakeTimeProvider(), Ceiling);
        var limits = new VoiceCodeLimits(new VoiceCodeOptions());
        for (var i = 0; i < 10_000; i++)
        {
            var ends = new AllowanceClaim(
                new Allowance("ends", new AllowanceRule(1, TimeSpan.FromHours(24)))
                {
                    Per = AllowanceSubject.User,
                    Counting = AllowanceCounting.CallsToEachItem,
                    EndsOnSuccess = true,
                },
                Id(i))
            { Item = "number" };
            await store.BeginAsync(Request(limits, i, [ends]), TestContext.Current.CancellationToken);
            Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(store, limits, i)).Status);
        }

        Assert.Equal((0L, 0L), await FilledAsync(store));
    }

    private static async Task<(long Codes, long Subjects)> FilledAsync(InMemoryVoiceCodeStore store)
    {
        var data = (await store.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Data;
        return ((long)data["waitingCodes"], (long)data["subjects"]);
    }

    // Of every kind that there is, from subjects that nobody else has.
    private static ChallengeRequest Refused(int user, bool areAttemptsCounted, params AllowanceClaim[] more)
    {
        var limits = new VoiceCodeLimits(new VoiceCodeOptions());
        AllowanceClaim[] claims =
        [
            Claim("user", AllowanceSubject.User),
            Claim("each", AllowanceSubject.User, AllowanceCounting.CallsToEachItem),
            Claim("different", AllowanceSubject.User, AllowanceCounting.DifferentItems),
            Claim("user-attempts", AllowanceSubject.User, countsAttempts: true),
            Claim("client-address", AllowanceSubject.ClientAddress),
            Claim("application", AllowanceSubject.Application, count: 1000),
            Claim("prefix", AllowanceSubject.Prefix),
            Claim("number", AllowanceSubject.Number),
            Claim("number-attempts", AllowanceSubject.Number, countsAttempts: true),
        ];
        return Request(limits, user, [.. claims.Where(claim => areAttemptsCounted || !claim.Allowance.CountsAttempts), .. more]);

        AllowanceClaim Claim(
            string name, AllowanceSubject per, AllowanceCounting counting = default, bool countsAttempts = false, int count = 10) =>
            new(
                new Allowance(name, new AllowanceRule(count, TimeSpan.FromHours(24)))
                {
                    Per = per,
                    Counting = counting,
                    CountsAttempts = countsAttempts,
                },
                Id(user))
            { Item = counting is AllowanceCounting.Calls ? null : "item" };
    }

    private static ValueTask<ChallengeGrant> BeginAsync(InMemoryVoiceCodeStore store, VoiceCodeLimits limits, int user) =>
        store.BeginAsync(Request(limits, user, limits.ClaimsFor(
            string.Create(CultureInfo.InvariantCulture, $"+861391{user:D7}"),
            VoiceCodePurposeKind.LogIn, isOwner: true, client: null, DateTimeOffset.UnixEpoch).ToArray()));

    private static ChallengeRequest Request(VoiceCodeLimits limits, int user, AllowanceClaim[] claims) =>
        ChallengeRequests.Create(
            Id(user), claims, nonce: (UInt128)user + 1, verifier: (UInt128)user,
            wrongCodes: limits.WrongCodesFor(VoiceCodePurposeKind.LogIn));

    private static ValueTask<ChallengeVerdict> VerifyAsync(InMemoryVoiceCodeStore store, VoiceCodeLimits limits, int user) =>
        store.VerifyAsync(Request(limits, user, []).Try());

    private static string Id(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{user}");
}
