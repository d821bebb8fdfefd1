using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Tests;

public sealed class YtxStartupCheckTests
{
    [Theory]
    [InlineData("Production", null, "api.ytx.net")]
    [InlineData("Sandbox", null, "sandbox.ytx.net")]
    [InlineData(null, "http://gateway.example", "gateway.example")]
    public async Task StartAsync_PlainHttp_WarnsOnce(string? environment, string? address, string host)
    {
        var warning = Assert.Single(await WarningsAsync("Staging", environment, address));

        Assert.Contains(host, warning, StringComparison.Ordinal);
        Assert.Contains("plain http", warning, StringComparison.Ordinal);
        Assert.Contains("Ytx:BaseAddress", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://gateway.example", "Production")]
    [InlineData("https://api.ytx.net", "Production")]
    [InlineData("https://sandbox.ytx.net", "Development")]
    [InlineData("http://127.0.0.1:5081", "Production")]
    [InlineData("http://localhost:5080", "Development")]
    [InlineData("http://127.0.0.1:5080", "Development")]
    [InlineData("http://[::1]:5080", "Development")]
    public async Task StartAsync_HttpsOrLoopback_SaysNothing(string address, string hostEnvironment) =>
        Assert.Empty(await WarningsAsync(hostEnvironment, null, address));

    [Theory]
    [InlineData("Production", "Sandbox", null, "sandbox")]
    [InlineData("production", null, "https://SANDBOX.ytx.net", "sandbox")]
    [InlineData("Development", "Production", null, "are paid for")]
    [InlineData("Development", null, "https://api.ytx.net/behind", "are paid for")]
    public async Task StartAsync_GatewayOfAnotherEnvironment_Warns(
        string hostEnvironment, string? environment, string? address, string finding)
    {
        var warnings = await WarningsAsync(hostEnvironment, environment, address);

        var warning = Assert.Single(warnings, warning => !warning.Contains("plain http", StringComparison.Ordinal));
        Assert.Contains("Gateway settings, check host: ", warning, StringComparison.Ordinal);
        Assert.Contains(finding, warning, StringComparison.Ordinal);
        Assert.Contains("Set Ytx:Environment to ", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", "http://localhost:5080", "account")]
    [InlineData("Staging", "http://[::1]:5080", "account")]
    [InlineData("Production", "https://gateway.example", "simulator-account")]
    [InlineData("Production", "https://gateway.example", Sample.Account)]
    public async Task StartAsync_SimulatorOutsideDevelopment_StopsTheHost(string hostEnvironment, string address, string account)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => WarningsAsync(hostEnvironment, null, address, account));

        Assert.Contains("simulator: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(hostEnvironment, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Sample.Token, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_NamedAccount_WarnsWithItsOwnKeys()
    {
        using var logs = new CapturedLogs();
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = "Staging" });
        logs.AddTo(builder.Services);
        builder.Services.AddYtxVoiceCodeSender("backup", options =>
        {
            Sample.Fill(options);
            (options.AccountSid, options.BaseAddress, options.Environment) = ("account", null, YtxEnvironment.Sandbox);
        });
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Set Ytx:Accounts:backup:BaseAddress ", Assert.Single(logs.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton)]
    [InlineData(ServiceLifetime.Scoped)]
    public async Task StartAsync_SimulatorBehindADecorator_StopsTheHost(ServiceLifetime lifetime)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => WarningsAsync(
            "Production", null, "http://localhost:5080", change: services => services.Add(ServiceDescriptor.Describe(
                typeof(IVoiceCodeSender),
                provider => new DecoratedSender(provider.GetRequiredKeyedService<IVoiceCodeSender>("")), lifetime))));

        Assert.Contains("simulator: ", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> WarningsAsync(
        string hostEnvironment, string? environment, string? address, string account = "account",
        Action<IServiceCollection>? change = null)
    {
        using var logs = new CapturedLogs();
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = hostEnvironment });
        logs.AddTo(builder.Services);
        for (var time = 0; time < 2; time++)
        {
            builder.Services.AddYtxVoiceCodeSender(options =>
            {
                Sample.Fill(options);
                options.AccountSid = account;
                options.AllowInsecureTransport = true;
                options.Environment = environment is null ? null : Enum.Parse<YtxEnvironment>(environment);
                options.BaseAddress = address is null ? null : new Uri(address);
            });
        }

        change?.Invoke(builder.Services);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
        return logs.Warnings;
    }
}
