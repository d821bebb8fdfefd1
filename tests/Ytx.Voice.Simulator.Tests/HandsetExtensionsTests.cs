using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Simulator.Tests;

public sealed class HandsetExtensionsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddYtxHandset_FreshProject_RingsWithoutASetting(bool isFirst)
    {
        var builder = NewBuilder("Development");
        if (isFirst)
        {
            builder.Services.AddYtxHandset();
        }

        builder.Services.AddYtxVoiceCodeSender();
        if (!isFirst)
        {
            builder.Services.AddYtxHandset();
        }

        await using var app = builder.Build();

        await app.StartAsync(Cancelled);

        var outcome = await RingAsync(app);
        Assert.True(outcome.IsAccepted, outcome.Message);
        var call = Assert.Single(app.Services.GetRequiredService<IYtxSimulatorAccessor>().Simulator!.Calls);
        Assert.Equal("246810", call.Code);
        Assert.Equal(TimeSpan.FromSeconds(20), app.Services.GetRequiredService<IOptions<SimulatorOptions>>().Value.RingTime);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task AddYtxHandset_OutsideDevelopment_TheStartSaysWhatTheGatewayNeeds(string environment)
    {
        var builder = NewBuilder(environment);
        builder.Services.AddYtxVoiceCodeSender();
        builder.Services.AddYtxHandset();
        await using var app = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Cancelled));

        Assert.Contains("Ytx:AccountSid", exception.Message, StringComparison.Ordinal);
        Assert.Null(app.Services.GetRequiredService<IYtxSimulatorAccessor>().Address);
    }

    [Theory]
    [InlineData("Ytx:BaseAddress", "http://127.0.0.1:1")]
    [InlineData("Ytx:Environment", "Sandbox")]
    [InlineData("Ytx:AccountSid", "an-account")]
    public async Task AddYtxHandset_AGatewayIsNamed_LeavesItAlone(string key, string value)
    {
        var builder = NewBuilder("Development", (key, value));
        builder.Services.AddYtxHandset();
        await using var app = builder.Build();

        await app.StartAsync(Cancelled);

        Assert.Null(app.Services.GetRequiredService<IYtxSimulatorAccessor>().Address);
        Assert.Null(Create(app).BaseAddress);
    }

    [Fact]
    public async Task AddYtxHandset_ADelegateNamesAGateway_LeavesItAlone()
    {
        var builder = NewBuilder("Development");
        builder.Services.AddYtxHandset();
        builder.Services.Configure<YtxVoiceOptions>(options => options.BaseAddress = new Uri("http://127.0.0.1:1"));
        await using var app = builder.Build();

        await app.StartAsync(Cancelled);

        Assert.Equal(("http://127.0.0.1:1/", ""), (Create(app).BaseAddress!.ToString(), Create(app).AccountSid));
    }

    [Fact]
    public async Task AddYtxHandset_MisspeltKey_EndsTheStartAndNamesIt()
    {
        var builder = NewBuilder("Development", ("YtxHandset:Ulr", "http://127.0.0.1:0"));
        builder.Services.AddYtxHandset();
        await using var app = builder.Build();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Cancelled));

        Assert.Contains("'Ulr'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddYtxHandset_TwoApplications_RingOne()
    {
        await using var first = await StartAsync("http://127.0.0.1:0");
        var address = first.Services.GetRequiredService<IYtxSimulatorAccessor>().Address!;
        await using var second = await StartAsync(address.OriginalString);

        Assert.True((await RingAsync(second)).IsAccepted);

        Assert.Single(first.Services.GetRequiredService<IYtxSimulatorAccessor>().Simulator!.Calls);
    }

    [Fact]
    public async Task AddYtxHandset_AnotherAccount_IsNotItsBusiness()
    {
        var builder = NewBuilder("Development");
        builder.Services.AddYtxVoiceCodeSender("backup");
        builder.Services.AddYtxHandset();
        await using var app = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Cancelled));

        Assert.Contains("Ytx:Accounts:backup:AccountSid", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Ytx:AccountSid", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(string url)
    {
        var builder = NewBuilder("Development", ("YtxHandset:Url", url));
        builder.Services.AddYtxVoiceCodeSender();
        builder.Services.AddYtxHandset();
        var app = builder.Build();
        await app.StartAsync(Cancelled);
        return app;
    }

    private static Task<VoiceCallOutcome> RingAsync(WebApplication app) => app.Services.GetRequiredService<IVoiceCodeSender>()
        .SendAsync(new VoiceCodeCall(PhoneNumber.Parse("+8613911281234"), "246810"), Cancelled);

    private static YtxVoiceOptions Create(WebApplication app) => app.Services.GetRequiredService<IOptions<YtxVoiceOptions>>().Value;

    private static WebApplicationBuilder NewBuilder(string environment, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Append(("YtxHandset:Url", "http://127.0.0.1:0")).DistinctBy(setting => setting.Item1)
            .ToDictionary(setting => setting.Item1, setting => (string?)setting.Item2));
        return builder;
    }
}
