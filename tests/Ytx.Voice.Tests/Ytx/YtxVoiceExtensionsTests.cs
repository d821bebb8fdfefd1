using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Tests;

public sealed class YtxVoiceExtensionsTests
{
    [Fact]
    public async Task AddYtxVoiceCodeSender_Twice_AddsNothingTheSecondTime()
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);
        var once = new ServiceCollection().AddYtxVoiceCodeSender(Sample.Fill);
        var count = once.Count;

        once.AddYtxVoiceCodeSender(options => options.BaseAddress = gateway.Address);

        // One more delegate, and nothing else: no second validator, notice or client.
        Assert.Equal(count + 1, once.Count);
        await using var services = once.BuildServiceProvider();
        await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);
        gateway.OnlyRequest();
        Assert.Single(services.GetServices<IValidateOptions<YtxVoiceOptions>>().OfType<YtxVoiceOptionsValidator>());
        Assert.Single(services.GetServices<IHostedService>().OfType<YtxStartupCheck>());
    }

    [Fact]
    public void AddYtxVoiceCodeSender_OwnSenderBefore_OwnWins()
    {
        using var services = new ServiceCollection()
            .AddSingleton<IVoiceCodeSender, OwnSender>()
            .AddYtxVoiceCodeSender(Sample.Fill)
            .BuildServiceProvider();

        Assert.IsType<OwnSender>(services.Sender());
    }

    [Fact]
    public void AddYtxVoiceCodeSender_OwnSenderAfter_OwnWins()
    {
        using var services = new ServiceCollection()
            .AddYtxVoiceCodeSender(Sample.Fill)
            .AddSingleton<IVoiceCodeSender, OwnSender>()
            .BuildServiceProvider();

        Assert.IsType<OwnSender>(services.Sender());
    }

    [Fact]
    public async Task AddYtxVoiceCodeSender_NoConfiguration_TakesTheDelegatesSettings()
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);
        await using var services = new ServiceCollection()
            .AddYtxVoiceCodeSender(options =>
            {
                Sample.Fill(options);
                options.BaseAddress = gateway.Address;
            })
            .BuildServiceProvider();

        Assert.Null(services.GetService<IConfiguration>());
        await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);
        gateway.OnlyRequest();
    }

    [Fact]
    public void AddYtxVoiceCodeSender_Delegate_ChangesWhatConfigurationSays()
    {
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(Configuration("Ytx"))
            .AddYtxVoiceCodeSender(options => options.PlayCount = 3)
            .BuildServiceProvider();

        var options = services.GetRequiredService<IOptions<YtxVoiceOptions>>().Value;
        Assert.Equal(3, options.PlayCount);
        Assert.Equal(Sample.Account, options.AccountSid);
    }

    [Fact]
    public void AddYtxVoiceCodeSender_SectionOfOnesOwn_TakesThePlaceOfYtx()
    {
        var configuration = Configuration("Phones:Gateway");
        configuration["Ytx:PlayCount"] = "1";
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddYtxVoiceCodeSender(configuration.GetSection("Phones:Gateway"))
            .BuildServiceProvider();

        var options = services.GetRequiredService<IOptions<YtxVoiceOptions>>().Value;
        Assert.Equal(Sample.App, options.AppId);
        Assert.Equal(2, options.PlayCount);
    }

    [Fact]
    public void AddYtxVoiceCodeSender_NullArguments_Throw()
    {
        var services = new ServiceCollection();

        Assert.Throws<ArgumentNullException>(() => services.AddYtxVoiceCodeSender((Action<YtxVoiceOptions>)null!));
        Assert.Throws<ArgumentNullException>(() => services.AddYtxVoiceCodeSender((IConfiguration)null!));
        Assert.Throws<ArgumentNullException>(() => YtxVoiceExtensions.AddYtxVoiceCodeSender(null!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAsync_AuthTokenRotated_SignsTheNextCallWithIt(bool sectionOfItsOwn)
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);
        var configuration = Configuration("Ytx", gateway.Address);
        var collection = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Sample.Now));
        await using var services =
            (sectionOfItsOwn
                ? collection.AddYtxVoiceCodeSender(configuration.GetSection("Ytx"))
                : collection.AddYtxVoiceCodeSender())
            .BuildServiceProvider();
        var sender = services.Sender();
        await sender.SendAsync(Sample.Call, TestContext.Current.CancellationToken);

        configuration["Ytx:AuthToken"] = "rotated";
        configuration.Reload();
        await sender.SendAsync(Sample.Call, TestContext.Current.CancellationToken);

        Assert.Collection(
            gateway.Requests.Select(Encoding.ASCII.GetString),
            first => Assert.Contains("?Sign=698cd6f76db3cae8e9875c1f8f298b2c ", first, StringComparison.Ordinal),
            second => Assert.Contains($"?Sign={Sample.Sign(Sample.Account, "rotated", "20140416142030")} ", second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartAsync_BadSettings_StopsTheHost()
    {
        using var host = BuildHost(options => options.AppId = "");

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Ytx:AppId", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_GoodSettings_StartsTheHost()
    {
        using var host = BuildHost(static _ => { });

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.NotNull(host.Services.Sender());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task StartAsync_FaultsOfSeveralAccounts_AreToldAtOnce()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddConfiguration(Configuration("Ytx")).AddConfiguration(Configuration("Ytx:Accounts:backup"))
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Ytx:PlayCount"] = "9",
                ["Ytx:Accounts:backup:Timeuot"] = "00:00:05",
                ["Ytx:Accounts:backup:Codes:Length"] = "6",
                ["Ytx:Accounts:bakcup:AppId"] = "app",
            });
        builder.Services.AddYtxVoiceCodeSender().AddYtxVoiceCodeSender("backup");
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            [
                "Ytx:Accounts:backup:Codes is not a known setting. Remove it. docs/settings.md lists the settings of Ytx.",
                "Ytx:Accounts:backup:Timeuot is not a known setting. Did you mean Ytx:Accounts:backup:Pipeline:Timeout?",
                "Ytx:Accounts:bakcup is not a known setting. Did you mean Ytx:Accounts:backup? "
                    + "Or register this account with AddYtxVoiceCodeSender(\"bakcup\"), or with AddVoiceCodeSender<TSender>(\"bakcup\") if it is another "
                    + "vendor's.",
                "Ytx:PlayCount must be 1 to 3.",
            ],
            exception.Failures.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AddYtxVoiceCodeSender_WholeConfigurationAsSection_KnowsItsOwnKeysOnly()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            Configuration("Ytx").GetSection("Ytx").AsEnumerable(makePathsRelative: true)
                .Where(pair => pair.Key.Length > 0)
                .Append(new("Logging:LogLevel:Default", "Warning"))).Build();
        using var services = new ServiceCollection().AddYtxVoiceCodeSender(configuration).BuildServiceProvider();

        Assert.Equal(Sample.App, services.GetRequiredService<IOptions<YtxVoiceOptions>>().Value.AppId);
    }

    private static IHost BuildHost(Action<YtxVoiceOptions> change)
    {
        // The sample's account is a made-up one, which no other environment takes.
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Services.AddYtxVoiceCodeSender(Sample.Fill).Configure(change);
        return builder.Build();
    }

    private static IConfigurationRoot Configuration(string section, Uri? address = null) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                [section + ":BaseAddress"] = (address ?? new Uri("https://gateway.example")).ToString(),
                [section + ":AccountSid"] = Sample.Account,
                [section + ":AuthToken"] = Sample.Token,
                [section + ":AppId"] = Sample.App,
                [section + ":DisplayNumber"] = "01085485069",
            })
            .Build();

    private sealed class OwnSender : IVoiceCodeSender
    {
        public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
