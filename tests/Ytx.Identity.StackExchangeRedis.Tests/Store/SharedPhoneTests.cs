using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using StackExchange.Redis;
using Ytx.Identity.Phones;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>Proofs of numbers on two hosts that share a server and their data-protection keys.</summary>
public abstract class SharedPhoneTests(ServerFixture server) : IAsyncLifetime
{
    private readonly RecordingSender _sender = new();
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly List<IConnectionMultiplexer> _connections = [];
    private readonly List<ServiceProvider> _hosts = [];

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            _connections.Add(await server.ConnectAsync());
            _hosts.Add(Host(_connections[i]));
        }
    }

    [Fact]
    public async Task Redeem_SixtyFourAtOnce_OneHasIt()
    {
        var id = await StartAsync(0, "+8613911281234");
        var proof = (await AskAsync(1, phones => phones.CheckAsync(id, _sender.LastCode))).Proof;

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(
            () => AskAsync(i % 2, phones => phones.RedeemAsync(proof, PhonePurpose.SignIn)))));

        Assert.Equal("+8613911281234", Assert.Single(all, taken => taken.Reason is VoiceCodeReason.None).Number?.E164);
        Assert.Equal(63, all.Count(taken => taken is { Reason: VoiceCodeReason.InvalidToken, Number: null }));
    }

    [Fact]
    public async Task Check_SixtyFourAtOnce_OneHasAProof()
    {
        var id = await StartAsync(0, "+8613911281235");
        var code = _sender.LastCode;

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => AskAsync(i % 2, phones => phones.CheckAsync(id, code)))));

        Assert.Single(all, check => check.Proof is not null);
    }

    [Fact]
    public async Task Check_ManyIdsOfOneNumber_BuyNoGuesses()
    {
        var compared = 0;
        for (var i = 0; i < 20; i++)
        {
            var id = await StartAsync(i % 2, "+8613911281236");
            var check = await AskAsync((i + 1) % 2, phones => phones.CheckAsync(id ?? "none", TestSite.Wrong(_sender.LastCode)));
            compared += check.Verification.Reason is VoiceCodeReason.WrongCode ? 1 : 0;
        }

        Assert.Equal(10, compared);
        Assert.Equal(
            VoiceCodeReason.LockedOut, (await AskAsync(0, phones => phones.StartAsync("+8613911281236", PhonePurpose.SignIn))).Call.Reason);
        Assert.True(await AskAsync(1, phones => phones.UnlockAsync("+8613911281236")));
        Assert.NotNull(await StartAsync(0, "+8613911281236"));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    private ServiceProvider Host(IConnectionMultiplexer connection)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Development });
        services.AddSingleton<IVoiceCodeSender>(_sender);
        services.AddSingleton<IVoiceCodeStore>(_ => StoreFactory.Create(connection, options => options.Timeout = TimeSpan.FromSeconds(10)));
        services.AddSingleton<IDataProtectionProvider>(_keys);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(WideLimits.Settings).Build());
        services.AddYtxPhoneVerification();
        return services.BuildServiceProvider(validateScopes: true);
    }

    private async Task<string?> StartAsync(int host, string number) =>
        (await AskAsync(host, phones => phones.StartAsync(number, PhonePurpose.SignIn))).Id;

    private async Task<T> AskAsync<T>(int host, Func<IPhoneVerification, Task<T>> ask)
    {
        await using var scope = _hosts[host].CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<IPhoneVerification>());
    }
}
