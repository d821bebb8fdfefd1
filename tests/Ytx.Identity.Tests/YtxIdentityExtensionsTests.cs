using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Tests;

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
        Assert.IsType<BrokenStore>(provider.GetRequiredService<IVoiceCodeStore>());

        void AddOwn()
        {
            services.AddSingleton<IVoiceCodeSender, RecordingSender>();
            services.AddSingleton<IVoiceCodeStore, BrokenStore>();
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
        Assert.Equal(8, provider.GetRequiredService<IOptions<VoiceCodeOptions>>().Value.Codes.Length);
    }

    [Fact]
    public async Task StartAsync_LimitsInConfiguration_AreReadAsTheyAreWritten()
    {
        VoiceCodeOptions? options = null;
        await StartAsync(
            new()
            {
                ["Ytx:Limits:Preset"] = "MainlandChinaStrict",
                ["Ytx:Limits:NumberOwner"] = "2 in 5m, 4 in 1h",
                ["Ytx:Destinations:Allowed:HK:0"] = "Mobile",
                ["Ytx:Destinations:BlockedPrefixes:0"] = "+86170",
                ["Ytx:Night:From"] = "21:30",
                ["Ytx:Codes:TestNumbers:0:Number"] = "13911281234",
                ["Ytx:Codes:TestNumbers:0:Code"] = "314159",
                ["Ytx:Codes:TestNumbers:0:Until"] = "2027-01-31",
            },
            services => services.AddSingleton<IVoiceCodeSender, RecordingSender>(),
            provider => options = provider.GetRequiredService<IOptions<VoiceCodeOptions>>().Value);

        Assert.Equal(LimitPreset.MainlandChinaStrict, options!.Limits.Preset);
        Assert.Equal("2 in 5m, 4 in 1h", options.Limits.NumberOwner!.ToString());
        Assert.Equal([PhoneNumberKind.Mobile], options.Destinations.Allowed!["HK"]);
        Assert.Equal(["+86170"], options.Destinations.BlockedPrefixes!);
        Assert.Equal(new TimeOnly(21, 30), options.Night.From);
        Assert.Equal("314159", Assert.Single(options.Codes.TestNumbers!).Code);
    }

    [Fact]
    public async Task StartAsync_OldKeys_GoOnWorkingAndNameTheNewOnes()
    {
        VoiceCodeOptions? options = null;
        using var logs = new CapturedLogs();
        await StartAsync(
            new()
            {
                ["Ytx:Codes:NumberOwner"] = "2 in 5m",
                ["Ytx:Codes:Destinations:HK:0"] = "Mobile",
                ["Ytx:codes:blockedprefixes:0"] = "+86170",
                ["Ytx:Codes:NightFrom"] = "21:30",
                ["Ytx:Codes:Length"] = "8",
            },
            services => services.AddSingleton<IVoiceCodeSender, RecordingSender>().AddSingleton<ILoggerProvider>(logs),
            provider => options = provider.GetRequiredService<IOptions<VoiceCodeOptions>>().Value);

        Assert.Equal("2 in 5m", options!.Limits.NumberOwner!.ToString());
        Assert.Equal([PhoneNumberKind.Mobile], options.Destinations.Allowed!["HK"]);
        Assert.Equal(["+86170"], options.Destinations.BlockedPrefixes!);
        Assert.Equal((new TimeOnly(21, 30), 8), (options.Night.From, options.Codes.Length));
        foreach (var (old, now) in new[]
        {
            ("Codes:NumberOwner", "Limits:NumberOwner"), ("Codes:Destinations", "Destinations:Allowed"),
            ("Codes:BlockedPrefixes", "Destinations:BlockedPrefixes"), ("Codes:NightFrom", "Night:From"),
        })
        {
            Assert.True(logs.Contain($"Ytx:{old} has moved to Ytx:{now}."), old);
        }
    }

    [Fact]
    public async Task StartAsync_OldKeyBesideTheNewOne_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            new() { ["Ytx:Codes:BlockedPrefixes:0"] = "+86170", ["Ytx:Destinations:BlockedPrefixes:0"] = "+86171" },
            services => services.AddSingleton<IVoiceCodeSender, RecordingSender>()));

        Assert.Contains(
            "Ytx:Codes:BlockedPrefixes and Ytx:Destinations:BlockedPrefixes are the same setting. Remove Ytx:Codes:BlockedPrefixes: it is the old key.",
            exception.Failures);
    }

    [Fact]
    public async Task StartAsync_LimitNotWrittenSo_FailsAndNamesTheKey()
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(
            new() { ["Ytx:Limits:NumberOwner"] = "three an hour" },
            services => services.AddSingleton<IVoiceCodeSender, RecordingSender>()));

        Assert.Contains("Ytx:Limits:NumberOwner", exception.ToString(), StringComparison.Ordinal);
        Assert.Contains("3 in 10m", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Codes:Lenght", "6", "Ytx:Codes:Lenght is not a known setting. Did you mean Ytx:Codes:Length?")]
    [InlineData("Codes:TestNumbers:0:Untill", "2027-01-31", "Ytx:Codes:TestNumbers:0:Untill is not a known setting. Did you mean Ytx:Codes:TestNumbers:0:Until?")]
    [InlineData("Destinations:Allowed:US:1", "Cell", "Ytx:Destinations:Allowed:US:1 must be Mobile, FixedLine, FixedLineOrMobile, TollFree, PremiumRate, "
        + "SharedCost, VoiceOverIp, Personal, Pager, Company or Voicemail.")]
    [InlineData("Destinations:Allowed:US", "Mobile", "Ytx:Destinations:Allowed:US must be a list, not a text: its first element is Ytx:Destinations:Allowed:US:0.")]
    [InlineData("Destinations:Allowed", "US", "Ytx:Destinations:Allowed must be a section with a list for each key, not a text.")]
    [InlineData("Destinations:BlockedPrefixes", "+86170", "Ytx:Destinations:BlockedPrefixes must be a list, not a text: its first element is Ytx:Destinations:BlockedPrefixes:0.")]
    [InlineData("Destinations:BlockedPrefixes:0:Prefix", "+86170", "Ytx:Destinations:BlockedPrefixes:0 must be one value, not a list or a section.")]
    [InlineData("Codes:TestNumbers:0", "13911281234", "Ytx:Codes:TestNumbers:0 must be a section, not a text.")]
    [InlineData("Codes:TestNumbers:0:Until", "never", "Ytx:Codes:TestNumbers:0:Until must be a date, such as 2027-01-31.")]
    [InlineData("Codes:OnRepeat", "Same", "Ytx:Codes:OnRepeat must be SameCode or NewCode.")]
    [InlineData("Night:From", "ten", "Ytx:Night:From must be a time of day, such as 22:00.")]
    [InlineData("Limits:DailyBudget", "0x10", "Ytx:Limits:DailyBudget must be a whole number.")]
    public async Task StartAsync_WhatTheBinderPassesOverOrStopsAt_IsToldWithTheFix(string key, string value, string sentence)
    {
        var settings = new Dictionary<string, string?> { ["Ytx:Destinations:Allowed:CN:0"] = "Mobile" };
        if (key.StartsWith("Destinations:Allowed:US:", StringComparison.Ordinal))
        {
            settings["Ytx:Destinations:Allowed:US:0"] = "Mobile";
        }

        if (key is "Destinations:Allowed")
        {
            settings.Clear();
        }

        settings[$"Ytx:{key}"] = value;

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            settings, services => services.AddSingleton<IVoiceCodeSender, RecordingSender>()));

        Assert.Contains(sentence, exception.Failures);
        Assert.DoesNotContain("13911281234", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_FaultsOfGatewayAndCodes_AreToldAtOnce()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(new()
        {
            ["Ytx:Environment"] = "Live",
            ["Ytx:AccountSid"] = "account",
            ["Ytx:AuthToken"] = "token",
            ["Ytx:DisplayNumber"] = "95000",
            ["Ytx:Codes:Length"] = "4",
            ["Ytx:Limits:NumberOwner"] = "three an hour",
        }));

        Assert.Equal(
            ["Ytx:AppId", "Ytx:Codes:Length", "Ytx:Environment", "Ytx:Limits:NumberOwner"],
            exception.Failures.Select(failure => failure.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task StartAsync_Section_TextInItsPlace_IsTold()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            new() { ["Ytx:Codes"] = "Default" }, services => services.AddSingleton<IVoiceCodeSender, RecordingSender>()));

        Assert.Equal(["Ytx:Codes must be a section, not a text."], exception.Failures);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    [InlineData("Staging", false)]
    public async Task StartAsync_NoCoolDown_StartsInDevelopmentOnly(string environment, bool starts)
    {
        var exception = await Record.ExceptionAsync(() => StartAsync(
            new() { ["Ytx:Limits:CoolDown"] = "00:00:00", ["environment"] = environment },
            services => services.AddSingleton<IVoiceCodeSender, RecordingSender>()));

        Assert.Equal(starts, exception is null);
        Assert.Equal(!starts, exception is OptionsValidationException && exception.Message.Contains(
            "Ytx:Limits:CoolDown must be 00:00:30 or more; 00:00:00 (no cool-down) is allowed only in environment Development.",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Options_NoCoolDownWithoutAHost_IsRefused()
    {
        using var site = new TestSite(options => options.Limits.CoolDown = TimeSpan.Zero);

        Assert.Throws<OptionsValidationException>(() => site.Codes);
    }

    [Theory]
    [InlineData("Production", null, 1)]
    [InlineData("Production", "5000", 0)]
    [InlineData("Development", null, 0)]
    public async Task StartAsync_NoBudget_IsWarnedOfInProductionOnly(string environment, string? budget, int warnings)
    {
        using var logs = new CapturedLogs();
        await StartAsync(
            new() { ["Ytx:Limits:DailyBudget"] = budget, ["environment"] = environment },
            services => services.AddSingleton<IVoiceCodeSender, RecordingSender>().AddSingleton<ILoggerProvider>(logs));

        Assert.Equal(warnings, logs.Lines.Count(line => line.Contains("no daily budget", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Production", "KUBERNETES_SERVICE_HOST", 1)]
    [InlineData("Staging", "WEBSITE_INSTANCE_ID", 1)]
    [InlineData("Development", "KUBERNETES_SERVICE_HOST", 0)]
    [InlineData("Production", "HOSTNAME", 0)]
    public async Task StartAsync_StoreInMemory_IsWarnedOfWhereMoreHostsAreHinted(string environment, string hint, int warnings)
    {
        using var logs = new CapturedLogs();
        await StartAsync(
            new() { [hint] = "10.0.0.1", ["environment"] = environment },
            services => services.AddSingleton<IVoiceCodeSender, RecordingSender>().AddSingleton<ILoggerProvider>(logs));

        Assert.Equal(warnings, logs.Lines.Count(line => line.Contains(hint, StringComparison.Ordinal)));
        Assert.Equal(warnings is 1, logs.Contain(".AddRedisVoiceCodeStore()"));
    }

    [Fact]
    public async Task StartAsync_OwnStore_IsNotWarnedOf()
    {
        using var logs = new CapturedLogs();
        await StartAsync(
            new() { ["KUBERNETES_SERVICE_HOST"] = "10.0.0.1", ["environment"] = "Production" },
            services => services.AddSingleton<IVoiceCodeSender, RecordingSender>().AddSingleton<ILoggerProvider>(logs)
                .AddSingleton<IVoiceCodeStore, BrokenStore>());

        Assert.False(logs.Contain("KUBERNETES_SERVICE_HOST"));
    }

    [Theory]
    [InlineData("US", false, "cannot call US.")]
    [InlineData("CN", false, null)]
    [InlineData("US", true, null)]
    public async Task StartAsync_DestinationThatTheSenderCannotRing_IsNamed(string region, bool isOtherVendor, string? warning)
    {
        using var logs = new CapturedLogs();
        await StartAsync(
            new()
            {
                ["Ytx:BaseAddress"] = "http://127.0.0.1:1",
                ["Ytx:AccountSid"] = "0123456789abcdef0123456789abcdef",
                ["Ytx:AuthToken"] = "token",
                ["Ytx:AppId"] = "app",
                ["Ytx:DisplayNumber"] = "01085485069",
                [$"Ytx:Destinations:Allowed:{region}:0"] = "Mobile",
            },
            services =>
            {
                services.AddSingleton<ILoggerProvider>(logs);
                if (isOtherVendor)
                {
                    services.AddSingleton<IVoiceCodeSender, RecordingSender>();
                }
            });

        Assert.Equal(warning is not null, logs.Lines.Any(line => line.Contains(warning ?? "cannot call", StringComparison.Ordinal)));
    }

    private static async Task StartAsync(
        Dictionary<string, string?> settings, Action<IServiceCollection>? configure = null,
        Action<IServiceProvider>? look = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new() { EnvironmentName = settings.GetValueOrDefault("environment") ?? "Development" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<IUserStore<TestUser>, TestUserStore<TestUser>>();
        builder.Services.AddIdentityCore<TestUser>().AddYtxVoiceTokenProvider();
        configure?.Invoke(builder.Services);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        look?.Invoke(host.Services);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
