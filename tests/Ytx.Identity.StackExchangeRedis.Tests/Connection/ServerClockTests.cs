using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests.Connection;

/// <summary>The server's clock decides; a host's own may show anything.</summary>
public sealed class ServerClockTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task Store_HostClockIsOff_ChangesNoEnd(int minutes)
    {
        await using var connection = await redis.ConnectAsync();
        var right = StoreFactory.Create(connection);
        var off = StoreFactory.Create(connection, timeProvider: new WrongClock { Off = TimeSpan.FromMinutes(minutes) });
        var caller = new Caller(off);

        var grant = await caller.BeginAsync();

        Assert.Equal(TimeSpan.FromMinutes(5), grant.Life);
        Assert.Equal(TimeSpan.FromMinutes(1), grant.RetryAfter);
        var denied = await caller.At(right).BeginAsync();
        Assert.Equal(ChallengeStatus.Denied, denied.Status);
        Assert.InRange(denied.Life, TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(5));
        Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));

        // What is known of the user ends with the hour for which his calls count.
        Assert.InRange(await LifeAsync(connection, caller), TimeSpan.FromMinutes(59.5), TimeSpan.FromMinutes(60));
        Assert.Equal(ChallengeStatus.Verified, (await caller.At(right).VerifyAsync()).Status);
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task Store_HostClockIsSetMeanwhile_ChangesNoEnd(int minutes)
    {
        await using var connection = await redis.ConnectAsync();
        var clock = new WrongClock();
        var store = StoreFactory.Create(connection, timeProvider: clock);
        var caller = new Caller(store);
        await caller.BeginAsync();

        clock.Off = TimeSpan.FromMinutes(minutes);

        // Neither may the next call come sooner, nor does a code end.
        Assert.Equal(ChallengeStatus.Denied, (await caller.BeginAsync()).Status);
        await new Caller(store).LogInAsync();
        Assert.Equal(ChallengeStatus.Verified, (await caller.VerifyAsync()).Status);
    }

    [Fact]
    public async Task VerifyAsync_ServerClockIsSetBack_AcceptsNoCodeThatBeganAfterNow()
    {
        await using var connection = await redis.ConnectAsync();
        var clock = new ShiftedClock();
        var store = StoreFactory.Create(clock.Wrap(connection));
        var caller = new Caller(store);
        await caller.BeginAsync();

        clock.Advance(TimeSpan.FromHours(-1));
        Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);

        // Nor at any time in the hour that comes twice; at its own end it is over for good.
        for (var i = 0; i < 11; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
        }

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
    }

    [Fact]
    public async Task BeginAsync_ServerClockIsSetBack_ReplacesTheCodeThatBeganAfterNow()
    {
        await using var connection = await redis.ConnectAsync();
        var clock = new ShiftedClock();
        var store = StoreFactory.Create(clock.Wrap(connection));
        var (caller, later) = (new Caller(store), new Caller(store));
        await caller.BeginAsync();

        clock.Advance(TimeSpan.FromHours(-1));
        var again = new Caller(store, caller.UserId);
        var grant = await again.BeginAsync();

        Assert.Equal(ChallengeStatus.Granted, grant.Status);
        Assert.Equal(TimeSpan.FromMinutes(5), grant.Life);
        Assert.Equal(5, grant.TriesLeft);
        await later.LogInAsync();
        Assert.Equal(ChallengeStatus.Verified, (await again.VerifyAsync()).Status);
    }

    [Fact]
    public async Task BeginAsync_ServerClockIsSetBack_WaitsNoLongerThanTheWindows()
    {
        await using var connection = await redis.ConnectAsync();
        var clock = new ShiftedClock();
        var store = StoreFactory.Create(clock.Wrap(connection));
        var day = TimeSpan.FromHours(24);
        Allowance[] allowances =
        [
            new("calls", new AllowanceRule(1, day)) { Per = AllowanceSubject.User },
            new("items", new AllowanceRule(1, day)) { Per = AllowanceSubject.User, Counting = AllowanceCounting.DifferentItems },
            new("each", new AllowanceRule(1, day)) { Per = AllowanceSubject.User, Counting = AllowanceCounting.CallsToEachItem },
            new("paused", new AllowanceRule(1, TimeSpan.FromHours(1), day)) { Per = AllowanceSubject.User },
            new("many", new AllowanceRule(Allowance.MaxExactCount + 1, day)) { Per = AllowanceSubject.Application },
        ];
        foreach (var allowance in allowances)
        {
            var caller = new Caller(store);
            for (var i = 0; i < allowance.MaxCount; i++)
            {
                Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync(Request(item: "first"))).Status);
            }

            clock.Advance(TimeSpan.FromHours(-1));
            var denied = await caller.BeginAsync(Request(item: allowance.Name is "items" ? "second" : "first"));

            Assert.Equal(allowance.Name, denied.DeniedBy);

            // Buckets are a sixtieth late.
            Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromHours(1), day * (allowance.Name is "many" ? 61 / 60.0 : 1));

            ChallengeRequest Request(string item) =>
                caller.Request(claims: [new(allowance, $"{caller.UserId} {allowance.Name}") { Item = item }]);
        }
    }

    [Fact]
    public async Task VerifyAsync_ServerClockIsSetBack_LocksNoLongerThanTheWindow()
    {
        await using var connection = await redis.ConnectAsync();
        var clock = new ShiftedClock();
        var store = StoreFactory.Create(clock.Wrap(connection));
        var caller = new Caller(store);
        for (var i = 0; i < 10; i++)
        {
            if (i % 5 is 0)
            {
                await new Caller(store, caller.UserId).BeginAsync();
            }

            await caller.VerifyAsync(isRight: false);
        }

        clock.Advance(TimeSpan.FromHours(-1));
        var verdict = await caller.VerifyAsync();

        Assert.Equal(ChallengeStatus.LockedOut, verdict.Status);
        Assert.Equal(TimeSpan.FromHours(1), verdict.RetryAfter);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task EveryStep_ServerClockIsSet_IsAnsweredWithinOneCall(int hours)
    {
        await using var connection = await redis.ConnectAsync();
        var clock = new ShiftedClock();
        var scripts = new RecordedScripts();
        var store = StoreFactory.Create(scripts.Wrap(clock.Wrap(connection)), options => options.Timeout = TimeSpan.FromSeconds(10));
        await new Caller(store).LogInAsync();

        clock.Advance(TimeSpan.FromHours(hours));
        await new Caller(store).LogInAsync();
        clock.Advance(TimeSpan.FromHours(hours));
        Assert.Equal(ChallengeStatus.Missing, (await new Caller(store).VerifyAsync()).Status);
        clock.Advance(TimeSpan.FromHours(hours));
        Assert.True(await store.UnlockAsync(new("", "user"), VoiceCodePurposeKind.LogIn, TestContext.Current.CancellationToken));

        // Once it is known again, nothing is asked twice.
        var caller = new Caller(store);
        scripts.Lose(int.MaxValue);
        await caller.LogInAsync();
        Assert.Equal(2, scripts.Asked.Select(script => script.Name).Distinct().Count());
        Assert.Equal(4, scripts.Asked.Count);
    }

    private static async Task<TimeSpan> LifeAsync(ConnectionMultiplexer connection, Caller caller)
    {
        var tags = new SubjectTags(Convert.FromBase64String(StoreFactory.StoreKey), "");
        var key = tags.Of(AllowanceSubject.User, caller.UserId).Key;
        return (await connection.GetDatabase().KeyTimeToLiveAsync(key)).GetValueOrDefault();
    }

    private sealed class WrongClock : TimeProvider
    {
        public TimeSpan Off { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Off;
    }
}
