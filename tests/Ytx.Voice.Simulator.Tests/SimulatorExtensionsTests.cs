using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ytx.Voice.Simulator.Tests;

public sealed class SimulatorExtensionsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddYtxSimulator_InDevelopment_RunsFromBeforeTheHostServesUntilItHasStopped()
    {
        var builder = NewBuilder("Development");
        builder.Services.AddHostedService<Witness>();
        builder.Services.AddYtxSimulator(options => options.Url = new Uri("http://127.0.0.1:0"));
        await using var app = builder.Build();
        var accessor = app.Services.GetRequiredService<IYtxSimulatorAccessor>();
        Assert.Null(accessor.Simulator);

        await app.StartAsync(Cancelled);

        var witness = app.Services.GetServices<IHostedService>().OfType<Witness>().Single();
        Assert.True(witness.SawSimulatorAtStart);
        var address = accessor.Simulator!.Address;
        using var client = new HttpClient();
        Assert.Equal("[]", await client.GetStringAsync(new Uri(address, "/_simulator/calls"), Cancelled));

        await app.StopAsync(Cancelled);

        Assert.True(witness.SawSimulatorAtStop);
        Assert.Null(accessor.Simulator);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(address, Cancelled));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("development-like")]
    public async Task AddYtxSimulator_OutsideDevelopment_RefusesToStartAndSaysWhatToDo(string environment)
    {
        var builder = NewBuilder(environment);
        builder.Services.AddYtxSimulator(options => options.Url = new Uri("http://127.0.0.1:0"));
        await using var app = builder.Build();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Cancelled));

        Assert.Contains($"this host runs in {environment}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Call AddYtxSimulator only in Development", exception.Message, StringComparison.Ordinal);
        Assert.Null(app.Services.GetRequiredService<IYtxSimulatorAccessor>().Simulator);
    }

    [Fact]
    public async Task AddYtxSimulator_Twice_RunsOneWithBothConfigurations()
    {
        var builder = NewBuilder("Development");
        builder.Services.AddYtxSimulator(options => options.Url = new Uri("http://127.0.0.1:0"));
        var registered = builder.Services.Count(service => service.ServiceType == typeof(IHostedService));
        builder.Services.AddYtxSimulator(options => options.AppId = "second-app");
        Assert.Equal(registered, builder.Services.Count(service => service.ServiceType == typeof(IHostedService)));
        await using var app = builder.Build();

        await app.StartAsync(Cancelled);

        var simulator = app.Services.GetRequiredService<IYtxSimulatorAccessor>().Simulator!;
        var call = new GatewayCall(TimeProvider.System.GetUtcNow());
        call.Fields["appid"] = "second-app";
        using var client = new HttpClient { BaseAddress = simulator.Address };
        using var response = await client.SendAsync(call.ToRequest(), Cancelled);
        Assert.Single(simulator.Calls);
    }

    [Fact]
    public async Task AddYtxSimulator_WithoutConfiguration_HasTheDocumentedDefaults()
    {
        var builder = NewBuilder("Development");
        builder.Services.AddYtxSimulator();
        await using var app = builder.Build();

        var options = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<SimulatorOptions>>().Value;

        Assert.Equal(new Uri("http://localhost:5080"), options.Url);
        Assert.Equal(
            ("simulator-account", "simulator-token", "simulator-app"),
            (options.AccountSid, options.AuthToken, options.AppId));
        Assert.Equal(
            (TimeSpan.FromSeconds(3), 1000, false), (options.RingTime, options.MaxCalls, options.AllowNonLoopback));
    }

    [Fact]
    public async Task AddYtxSimulator_AnotherServiceFailsToStart_FreesThePortWithTheHost()
    {
        var builder = NewBuilder("Development");
        builder.Services.AddYtxSimulator(options => options.Url = new Uri("http://127.0.0.1:0"));
        builder.Services.AddHostedService<Failing>();
        var app = builder.Build();
        var accessor = app.Services.GetRequiredService<IYtxSimulatorAccessor>();
        await Assert.ThrowsAsync<NotSupportedException>(() => app.StartAsync(Cancelled));
        Assert.NotNull(accessor.Simulator);

        await app.DisposeAsync();

        Assert.Null(accessor.Simulator);
    }

    [Fact]
    public void AddYtxSimulator_ContainerDisposedSynchronously_IsFine()
    {
        var builder = NewBuilder("Development");
        builder.Services.AddYtxSimulator();
        var provider = builder.Services.BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredService<IYtxSimulatorAccessor>());

        provider.Dispose();
    }

    private static WebApplicationBuilder NewBuilder(string environment)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        return builder;
    }

    private sealed class Witness(IYtxSimulatorAccessor accessor) : IHostedService
    {
        public bool SawSimulatorAtStart { get; private set; }

        public bool SawSimulatorAtStop { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            SawSimulatorAtStart = accessor.Simulator is not null;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            SawSimulatorAtStop = accessor.Simulator is not null;
            return Task.CompletedTask;
        }
    }

    private sealed class Failing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
