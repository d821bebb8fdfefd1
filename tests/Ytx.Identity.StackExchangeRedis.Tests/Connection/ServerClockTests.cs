using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;

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
        Assert.InRange(await LifeAsync(connection, caller), TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(5));
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
