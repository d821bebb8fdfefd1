using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Keys;

public sealed class KeyTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task InstanceName_Another_KnowsNeitherCodesNorLimits() =>
        await AssertStrangersAsync("first:", "second:", StoreFactory.StoreKey);

    [Fact]
    public async Task StoreKey_Another_KnowsNeitherCodesNorLimits() =>
        await AssertStrangersAsync("", "", Convert.ToBase64String(new byte[32]));

    [Fact]
    public async Task InstanceNameAndStoreKey_TheSame_AreOneTruth()
    {
        await using var connection = await redis.ConnectAsync();
        var here = new Caller(StoreFactory.Create(connection));
        await here.BeginAsync();

        var there = StoreFactory.Create(connection);

        Assert.Equal(ChallengeStatus.Denied, (await there.BeginAsync(here.Request(), TestContext.Current.CancellationToken)).Status);
        Assert.Equal(ChallengeStatus.Verified, (await here.At(there).VerifyAsync()).Status);
    }

    private async Task AssertStrangersAsync(string ours, string theirs, string theirKey)
    {
        await using var connection = await redis.ConnectAsync();
        var here = new Caller(StoreFactory.Create(connection, options => options.InstanceName = ours));
        Assert.Equal(ChallengeStatus.Granted, (await here.BeginAsync()).Status);
        Assert.Equal(ChallengeStatus.Denied, (await here.BeginAsync()).Status);

        var there = here.At(StoreFactory.Create(connection, options => options.InstanceName = theirs, storeKey: theirKey));

        Assert.Equal(ChallengeStatus.Missing, (await there.VerifyAsync()).Status);
        Assert.Equal(ChallengeStatus.Granted, (await there.BeginAsync()).Status);
        Assert.Equal(ChallengeStatus.Verified, (await there.VerifyAsync()).Status);
        Assert.Equal(ChallengeStatus.Verified, (await here.VerifyAsync()).Status);
    }
}
