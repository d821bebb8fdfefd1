using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tests;

public sealed class YtxBalanceTests
{
    private const string Gauge = "ytx.voice.balance";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Balance_NoFloor_IsNotAskedFor()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.WaitsAsync(Period.TotalSeconds);

        host.Clock.Advance(Period);
        await AssertHealthAsync(host, HealthStatus.Healthy, "No floor is set.");
        Assert.Empty(host.Metrics.Observe(Gauge));
        await host.StopAsync();

        Assert.Empty(host.Asked);
    }

    [Fact]
    public async Task Balance_Floor_IsUnknownThenHealthyThenDegradedAndAskedForEveryTenMinutes()
    {
        await using var host = await StartAsync(
            balance: 7.08m, simulator => simulator.QueueFault(SimulatorFault.Http(503).On(SimulatorOperation.Balance)));
        await FailuresAsync(host, 1);
        await AssertHealthAsync(host, HealthStatus.Healthy, "The balance is not known yet.");
        Assert.Empty(host.Metrics.Observe(Gauge));

        host.Clock.Advance(Period);
        await GaugeAsync(host, "ytx.voice.account=default: 7.08");
        await AssertHealthAsync(host, HealthStatus.Healthy, "The balance is 7.08 CNY; Ytx:BalanceFloor is 5.00.");

        host.Simulator.Balance = 4.995m;
        host.Clock.Advance(Period);
        await GaugeAsync(host, "ytx.voice.account=default: 4.995");
        await AssertHealthAsync(host, HealthStatus.Degraded, "Ytx:BalanceFloor is 5.00. Top it up.");

        host.Simulator.Balance = 5;
        host.Clock.Advance(Period);
        await GaugeAsync(host, "ytx.voice.account=default: 5");
        await AssertHealthAsync(host, HealthStatus.Healthy, "The balance is 5.00 CNY");
        Assert.Equal(
            [.. Enumerable.Range(0, 4).Select(time => ("getBlance.wx", time * Period))], host.Asked);
    }

    [Theory]
    [InlineData("-203")]
    [InlineData("garbage")]
    public async Task Balance_GatewayFailsLater_TheLastOneStays(string fault)
    {
        await using var host = await StartAsync(balance: 3);
        await GaugeAsync(host, "ytx.voice.account=default: 3");

        host.Simulator.QueueFault((fault is "garbage" ? SimulatorFault.Garbage() : SimulatorFault.Refuse(fault)).On(SimulatorOperation.Balance));
        host.Clock.Advance(Period);
        await FailuresAsync(host, 1);

        await AssertHealthAsync(host, HealthStatus.Degraded, "The balance is 3.00 CNY");
        Assert.Equal(["ytx.voice.account=default: 3"], host.Metrics.Observe(Gauge));
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task Balance_NamedAccountHasTheFloor_OnlyItsBalanceIsShown()
    {
        await using var host = await GatewayHost.StartAsync(
            gateway: options => options.Balance = 3,
            add: (services, address) => services.AddYtxVoiceCodeSender("backup", options =>
            {
                Sample.Fill(options);
                options.BaseAddress = address;
                options.BalanceFloor = 5;
            }));
        await GaugeAsync(host, "ytx.voice.account=backup: 3");

        await AssertHealthAsync(host, HealthStatus.Degraded, "default: No floor is set. backup: The balance is 3.00 CNY");
        Assert.Single(host.Asked);
    }

    [Fact]
    public async Task StopAsync_WhileTheGatewayIsAsked_LogsNoError()
    {
        await using var host = await StartAsync(
            balance: 3, simulator => simulator.QueueFault(SimulatorFault.Delay(TimeSpan.FromSeconds(60)).On(SimulatorOperation.Balance)));
        await host.WaitsAsync(60);

        await host.StopAsync();

        Assert.Single(host.Asked);
        Assert.Empty(host.Errors);
        Assert.DoesNotContain(host.Logs.Warnings, IsOfBalance);
    }

    [Theory]
    [InlineData("""{"AccountSID":"a","Blance":7.08}""", 7.08)]
    [InlineData("""{"AccountSID":"a","Blance":"7.08"}""", 7.08)]
    [InlineData("""{"Blance":1.0E7}""", 10_000_000)]
    [InlineData("""{"Blance":-0.5}""", -0.5)]
    [InlineData("\uFEFF{\"statusCode\":\"0\",\"Blance\":1}", 1)]
    public async Task GetBalanceAsync_Answer_IsRead(string body, double balance) =>
        Assert.Equal((decimal)balance, await GetAsync(Answers.Json(body)));

    [Theory]
    [InlineData("""{"Balance":1}""", "The gateway's answer has no balance.")]
    [InlineData("""{"Blance":null}""", "The gateway's answer has no balance.")]
    [InlineData("""{"Blance":{"x":1}}""", "The gateway's answer has no balance.")]
    [InlineData("""{"Blance":"\ud800"}""", "The gateway's answer has no balance.")]
    [InlineData("""{"Blance":1e99}""", "The gateway's answer has no balance.")]
    [InlineData("[7.08]", "The gateway's answer has no balance.")]
    [InlineData("<html>", "The gateway's answer has no balance.")]
    [InlineData("""{"statusCode":"-203","statusMsg":"secret"}""", "The gateway answered -203: the auth token is refused. Check Ytx:AuthToken.")]
    public async Task GetBalanceAsync_NoBalance_SaysWhyAndQuotesNothing(string body, string message)
    {
        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(Answers.Json(body)));

        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public async Task GetBalanceAsync_HttpStatus_SaysWhatToFix()
    {
        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(Answers.Http(403)));

        Assert.Contains("HTTP 403: access is refused. Check the credentials", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<decimal> GetAsync(Answer answer)
    {
        await using var gateway = RawGateway.Start(answer);
        await using var services = Sample.Services(options => options.BaseAddress = gateway.Address);
        var balance = services.GetRequiredService<YtxAccountClient>().GetBalanceAsync("", TestContext.Current.CancellationToken);
        try
        {
            return await balance;
        }
        finally
        {
            var request = Encoding.UTF8.GetString(Assert.Single(gateway.Requests));
            Assert.StartsWith($"POST /201612/sid/{Sample.Account}/account/getBlance.wx?Sign=", request, StringComparison.Ordinal);
            Assert.EndsWith($$"""{"action":"queryBlance","appid":"{{Sample.App}}"}""", request, StringComparison.Ordinal);
        }
    }

    private static Task<GatewayHost> StartAsync(decimal balance, Action<YtxSimulator>? prepare = null) =>
        GatewayHost.StartAsync(static options => options.BalanceFloor = 5, options => options.Balance = balance, prepare);

    private static Task GaugeAsync(GatewayHost host, string series) =>
        GatewayHost.UntilAsync(() => host.Metrics.Observe(Gauge).SequenceEqual([series]));

    private static Task FailuresAsync(GatewayHost host, int count) =>
        GatewayHost.UntilAsync(() => host.Logs.Warnings.Count(IsOfBalance) == count);

    private static bool IsOfBalance(string line) => line.Contains("YtxBalance[15]", StringComparison.Ordinal);

    private static async Task AssertHealthAsync(GatewayHost host, HealthStatus status, string description)
    {
        var report = await host.Application.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Name is "ytx-voice-balance", TestContext.Current.CancellationToken);
        var entry = Assert.Single(report.Entries).Value;
        Assert.Equal((status, null), (entry.Status, entry.Exception));
        Assert.Contains(description, entry.Description, StringComparison.Ordinal);
    }
}
