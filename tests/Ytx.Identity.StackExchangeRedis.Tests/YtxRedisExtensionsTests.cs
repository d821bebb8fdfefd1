using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Site;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests;

namespace Ytx.Identity.StackExchangeRedis.Tests;

public sealed class YtxRedisExtensionsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly string _instance = $"{Guid.NewGuid():N}:";

    public enum Naming
    {
        ConnectionString,
        Settings,
        Factory,
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddRedisVoiceCodeStore_ConnectionString_IsUsed() =>
        await AssertWorksAsync(identity => identity.AddRedisVoiceCodeStore(redis.ConnectionString), instance: "");

    [Theory]
    [InlineData(Naming.ConnectionString)]
    [InlineData(Naming.Settings)]
    [InlineData(Naming.Factory)]
    public async Task AddRedisVoiceCodeStore_Delegate_IsUsed(Naming naming)
    {
        await using var connection = await redis.ConnectAsync();
        await AssertWorksAsync(
            identity => identity.AddRedisVoiceCodeStore(options =>
            {
                options.InstanceName = _instance;
                _ = naming switch
                {
                    Naming.ConnectionString => (object)(options.Configuration = redis.ConnectionString),
                    Naming.Settings => options.ConfigurationOptions = ConfigurationOptions.Parse(redis.ConnectionString),
                    _ => options.ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(connection),
                };
            }),
            _instance);
    }

    [Fact]
    public async Task AddRedisVoiceCodeStore_Connection_IsUsedAndLeftOpen()
    {
        await using var connection = await redis.ConnectAsync();

        await AssertWorksAsync(identity => identity.AddRedisVoiceCodeStore(connection), instance: "");

        Assert.Equal("PONG", (string?)await connection.GetDatabase().ExecuteAsync("PING"));
    }

    [Theory]
    [InlineData(Naming.ConnectionString)]
    [InlineData(Naming.Settings)]
    [InlineData(Naming.Factory)]
    public async Task AddRedisVoiceCodeStore_Cache_ItsRedisIsUsed(Naming naming)
    {
        await using var connection = await redis.ConnectAsync();
        await AssertWorksAsync(
            identity =>
            {
                identity.AddRedisVoiceCodeStore();
                AddCache(identity.Services, naming, connection);
            },
            _instance);
    }

    [Theory]
    [InlineData("cache", "provider", "store")]
    [InlineData("cache", "store", "provider")]
    [InlineData("provider", "cache", "store")]
    [InlineData("provider", "store", "cache")]
    [InlineData("store", "cache", "provider")]
    [InlineData("store", "provider", "cache")]
    public async Task AddRedisVoiceCodeStore_AnyOrder_Works(params string[] order)
    {
        await using var connection = await redis.ConnectAsync();
        using var host = RedisHost.Build(
            identity =>
            {
                foreach (var line in order)
                {
                    _ = line switch
                    {
                        "cache" => AddCache(identity.Services, Naming.ConnectionString, connection),
                        "provider" => identity.AddYtxVoiceTokenProvider(),
                        _ => (object)identity.AddRedisVoiceCodeStore(),
                    };
                }
            },
            StoreFactory.StoreKey);

        await AssertWorksAsync(host, _instance);
    }

    [Fact]
    public async Task AddRedisVoiceCodeStore_ConnectionInTheContainer_IsUsedWhereNothingElseIsNamed()
    {
        await using var connection = await redis.ConnectAsync();

        await AssertWorksAsync(
            identity =>
            {
                identity.AddRedisVoiceCodeStore(options => options.InstanceName = _instance);
                identity.Services.AddSingleton<IConnectionMultiplexer>(connection);
            },
            _instance);
    }

    [Fact]
    public async Task AddRedisVoiceCodeStore_ItsOwnRedis_WinsOverTheCache() =>
        await AssertWorksAsync(
            identity =>
            {
                identity.AddRedisVoiceCodeStore(redis.ConnectionString);
                identity.Services.AddStackExchangeRedisCache(options =>
                {
                    options.Configuration = "127.0.0.1:1";
                    options.InstanceName = _instance;
                });
            },
            _instance);

    [Fact]
    public async Task AddRedisVoiceCodeStore_Twice_RegistersOnceAndKeepsTheFirstRedis()
    {
        var once = new ServiceCollection();
        once.AddIdentityCore<TestUser>().AddRedisVoiceCodeStore();
        var twice = new ServiceCollection();
        twice.AddIdentityCore<TestUser>().AddRedisVoiceCodeStore().AddRedisVoiceCodeStore();
        Assert.Equal(once.Count(IsOurs), twice.Count(IsOurs));

        await AssertWorksAsync(
            identity => identity.AddRedisVoiceCodeStore(options =>
            {
                options.Configuration = redis.ConnectionString;
                options.InstanceName = _instance;
            }).AddRedisVoiceCodeStore(),
            _instance);

        static bool IsOurs(ServiceDescriptor service) =>
            service.ServiceType == typeof(IHostedService) || service.ServiceType == typeof(IVoiceCodeStore)
            || service.ServiceType == typeof(IValidateOptions<RedisVoiceCodeStoreOptions>)
            || service.ServiceType == typeof(IValidateOptions<VoiceCodeOptions>)
            || service.ServiceType.FullName!.StartsWith("Ytx.", StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_NoRedis_FailsAndSaysWhichLineToAdd()
    {
        using var host = RedisHost.Build(identity => identity.AddRedisVoiceCodeStore());

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains("builder.Services.AddStackExchangeRedisCache(", failure.Message);
        Assert.Contains(".AddRedisVoiceCodeStore(\"localhost:6379\")", failure.Message);
    }

    [Fact]
    public async Task StartAsync_NoStoreKey_FailsAndSaysHowToMakeOne()
    {
        using var host = RedisHost.Build(
            identity => identity.AddRedisVoiceCodeStore("127.0.0.1:1").AddYtxVoiceTokenProvider(), storeKey: null);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains("Ytx:Store:Key", failure.Message);
        Assert.Contains("openssl rand -base64 32", failure.Message);
    }

    [Theory]
    [InlineData("bm90IGxvbmcgZW5vdWdo")]
    [InlineData("not-base64-at-all-but-long-enough-to-be-a-key!")]
    public async Task StartAsync_BadStoreKey_FailsAndNamesTheKeyNotItsValue(string storeKey)
    {
        using var host = RedisHost.Build(
            identity => identity.AddRedisVoiceCodeStore("127.0.0.1:1").AddYtxVoiceTokenProvider(), storeKey);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains("Ytx:Store:Key", failure.Message);
        Assert.DoesNotContain(storeKey, failure.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StartAsync_FaultsOfRedisAndCodes_AreToldAtOnceInAnyOrderOfRegistration(bool redisFirst)
    {
        using var host = RedisHost.Build(
            identity => _ = redisFirst
                ? identity.AddRedisVoiceCodeStore().AddYtxVoiceTokenProvider()
                : identity.AddYtxVoiceTokenProvider().AddRedisVoiceCodeStore(),
            storeKey: null);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains(failure.Failures, sentence => sentence.StartsWith("Ytx:Store:Key is required", StringComparison.Ordinal));
        Assert.Contains(failure.Failures, sentence => sentence.Contains("finds no Redis", StringComparison.Ordinal));
    }

    private static IServiceCollection AddCache(
        IServiceCollection services, Action<RedisCacheOptions> name) => services.AddStackExchangeRedisCache(name);

    private IServiceCollection AddCache(IServiceCollection services, Naming naming, IConnectionMultiplexer connection) =>
        AddCache(services, options =>
        {
            options.InstanceName = _instance;
            _ = naming switch
            {
                Naming.ConnectionString => (object)(options.Configuration = redis.ConnectionString),
                Naming.Settings => options.ConfigurationOptions = ConfigurationOptions.Parse(redis.ConnectionString),
                _ => options.ConnectionMultiplexerFactory = () => Task.FromResult(connection),
            };
        });

    private async Task AssertWorksAsync(Action<IdentityBuilder> configure, string instance)
    {
        using var host = RedisHost.Build(configure);
        await AssertWorksAsync(host, instance);
    }

    // The challenge of a call that was begun lies on the server under the instance's name.
    private async Task AssertWorksAsync(IHost host, string instance)
    {
        await host.StartAsync(Stop);
        var caller = new Caller(host.Services.GetRequiredService<IVoiceCodeStore>());
        await caller.LogInAsync();
        Assert.Equal(ChallengeStatus.Denied, (await caller.BeginAsync()).Status);
        await host.StopAsync(Stop);

        await using var connection = await redis.ConnectAsync();
        Assert.True(await connection.GetServers()[0].KeysAsync(pattern: instance + "ytx:2:{*}").AnyAsync(Stop));
    }
}
