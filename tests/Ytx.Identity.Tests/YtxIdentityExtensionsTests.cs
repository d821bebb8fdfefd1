using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

public sealed class YtxIdentityExtensionsTests
{
    [Fact]
    public void AddYtxVoiceTokenProvider_Twice_RegistersOnce()
    {
        var once = new ServiceCollection();
        once.AddIdentityCore<TestUser>().AddYtxVoiceTokenProvider();
        var twice = new ServiceCollection();
        twice.AddIdentityCore<TestUser>().AddYtxVoiceTokenProvider().AddYtxVoiceTokenProvider();

        Assert.Equal(
            once.Count(service => Ours(service.ServiceType)), twice.Count(service => Ours(service.ServiceType)));

        static bool Ours(Type type) => type.FullName!.StartsWith("Ytx.", StringComparison.Ordinal)
            || type == typeof(IHostedService);
    }

    [Fact]
    public void AddYtxVoiceTokenProvider_Registered_ConfirmsPhoneNumbers()
    {
        using var site = new TestSite();

        var tokens = site.Services.GetRequiredService<IOptions<IdentityOptions>>().Value.Tokens;

        Assert.Equal("YtxVoice", tokens.ChangePhoneNumberTokenProvider);
        Assert.Equal(typeof(YtxVoiceTokenProvider<TestUser>), tokens.ProviderMap["YtxVoice"].ProviderType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddYtxVoiceTokenProvider_OwnSenderAndStore_WinBeforeAndAfter(bool before)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        if (before)
        {
            AddOwn();
        }

        services.AddIdentityCore<TestUser>().AddYtxVoiceTokenProvider();
        if (!before)
        {
            AddOwn();
        }

        using var provider = services.BuildServiceProvider();
        Assert.IsType<RecordingSender>(provider.GetRequiredService<IVoiceCodeSender>());
        Assert.IsType<OwnStore>(provider.GetRequiredService<IVoiceCodeStore>());

        void AddOwn()
        {
            services.AddSingleton<IVoiceCodeSender, RecordingSender>();
            services.AddSingleton<IVoiceCodeStore, OwnStore>();
        }
    }

    [Fact]
    public async Task StartAsync_NoSettings_FailsAndNamesTheKeys()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync([]));

        Assert.Contains("Ytx:AccountSid", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Ytx:Environment", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OwnSender_NeedsNoGatewaySettings() =>
        await StartAsync([], services => services.AddSingleton<IVoiceCodeSender, RecordingSender>());

    [Fact]
    public async Task StartAsync_BadCodeSetting_FailsAndNamesTheKey()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            new() { ["Ytx:Codes:Length"] = "4" },
            services => services.AddSingleton<IVoiceCodeSender, RecordingSender>()));

        Assert.Contains("Ytx:Codes:Length", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddYtxVoiceTokenProvider_Section_TakesThePlaceOfYtx()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Calls:AccountSid"] = "account",
            ["Calls:Codes:Length"] = "8",
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddIdentityCore<TestUser>().AddYtxVoiceTokenProvider(configuration.GetSection("Calls"));
        services.PostConfigure<YtxVoiceOptions>(options =>
        {
            options.Environment = YtxEnvironment.Sandbox;
            options.AuthToken = "token";
            options.AppId = "app";
            options.DisplayNumber = "01085485069";
        });
        using var provider = services.BuildServiceProvider();

        Assert.Equal("account", provider.GetRequiredService<IOptions<YtxVoiceOptions>>().Value.AccountSid);
        Assert.Equal(8, provider.GetRequiredService<IOptions<VoiceCodeOptions>>().Value.Length);
    }

    private static async Task StartAsync(
        Dictionary<string, string?> settings, Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<IUserStore<TestUser>, TestUserStore>();
        builder.Services.AddIdentityCore<TestUser>().AddYtxVoiceTokenProvider();
        configure?.Invoke(builder.Services);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class OwnStore : IVoiceCodeStore
    {
        public ValueTask<ChallengeGrant> BeginAsync(
            ChallengeRequest request, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new ChallengeGrant { Status = ChallengeStatus.Unavailable });

        public ValueTask AbandonAsync(
            ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default) => default;

        public ValueTask<ChallengeVerdict> VerifyAsync(
            ChallengeAttempt attempt, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new ChallengeVerdict(ChallengeStatus.Unavailable));

        public ValueTask<bool> UnlockAsync(
            string userId, VoiceCodePurposeClass purposeClass, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(false);
    }
}
