using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tests;

public sealed class YtxBalancePollerTests
{
    private const string Gauge = "ytx.voice.balance";
    private const string Unreadable = "The gateway's answer has no balance. Check that Ytx:BaseAddress is the gateway.";
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
    [InlineData("-203", "The gateway answered -203: the auth token is refused. Check Ytx:AuthToken.")]
    [InlineData("garbage", "The gateway's answer has no balance. Check that Ytx:BaseAddress is the gateway.")]
    public async Task Balance_GatewayFailsLater_TheLastOneStaysForTwoRounds(string fault, string why)
    {
        await using var host = await StartAsync(balance: 7);
        await GaugeAsync(host, "ytx.voice.account=default: 7");

        for (var round = 1; round <= 2; round++)
        {
            await FailAsync(host, fault, round);
            await AssertHealthAsync(host, HealthStatus.Healthy, "The balance is 7.00 CNY");
            Assert.Equal(["ytx.voice.account=default: 7"], host.Metrics.Observe(Gauge));
        }

        await FailAsync(host, fault, 3);
        await AssertHealthAsync(
            host, HealthStatus.Degraded,
            "The gateway has not told the balance 3 times in a row; at 2014-04-16 06:20:30Z it was 7.00 CNY. "
            + $"{why} If the account may not ask for its balance, remove Ytx:BalanceFloor.");
        Assert.Empty(host.Metrics.Observe(Gauge));
        Assert.All(host.Logs.Warnings.Where(IsOfBalance), line => Assert.Contains(why, line, StringComparison.Ordinal));

        host.Clock.Advance(Period);
        await GaugeAsync(host, "ytx.voice.account=default: 7");
        await AssertHealthAsync(host, HealthStatus.Healthy, "The balance is 7.00 CNY");
        await FailAsync(host, fault, 4);
        await AssertHealthAsync(host, HealthStatus.Healthy, "The balance is 7.00 CNY");
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task Balance_NeverTold_IsDegradedAfterThreeRounds()
    {
        await using var host = await StartAsync(balance: 7, static simulator => Refuse(simulator));
        await FailuresAsync(host, 1);
        await FailAsync(host, "-205", 2);
        await AssertHealthAsync(host, HealthStatus.Healthy, "The balance is not known yet.");

        await FailAsync(host, "-205", 3);
        await AssertHealthAsync(
            host, HealthStatus.Degraded,
            "The gateway has not told the balance 3 times in a row. The gateway answered -205: the application is refused.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Balance_FloorIsRemovedOrSettingsBecomeInvalid_IsNoLongerShown(bool isRemoved)
    {
        await using var host = await GatewayHost.StartAsync(
            static options => options.BalanceFloor = 5, static options => options.Balance = 3,
            add: static (services, _) => ChangeableOptions.AddTo(services));
        await GaugeAsync(host, "ytx.voice.account=default: 3");

        // The monitor throws what it tells its listeners of invalid settings.
        Record.Exception(() => host.Application.Services.GetRequiredService<ChangeableOptions>().Change(options =>
        {
            options.BalanceFloor = isRemoved ? null : options.BalanceFloor;
            options.AppId = isRemoved ? options.AppId : "";
        }));
        host.Clock.Advance(Period);

        await GatewayHost.UntilAsync(() => host.Metrics.Observe(Gauge).Count is 0);
    }

    [Fact]
    public async Task Balance_TwoAccountsFail_EachIsSaidWithItsKeys()
    {
        await using var host = await GatewayHost.StartAsync(
            static options => options.BalanceFloor = 5,
            prepare: static simulator =>
            {
                Refuse(simulator);
                Refuse(simulator);
            },
            add: AddBackup);
        await FailuresAsync(host, 2);

        var said = host.Logs.Warnings.Where(IsOfBalance).ToList();
        Assert.Single(said, line => line.Contains("(1) Ytx:AppId ", StringComparison.Ordinal));
        Assert.Single(said, line => line.Contains("(1) Ytx:Accounts:backup:AppId ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Balance_NamedAccountHasTheFloor_OnlyItsBalanceIsShown()
    {
        await using var host = await GatewayHost.StartAsync(
            gateway: options => options.Balance = 3,
            add: AddBackup);
        await GaugeAsync(host, "ytx.voice.account=backup: 3");

        await AssertHealthAsync(
            host, HealthStatus.Degraded,
            "default: No floor is set. backup: The balance is 3.00 CNY; Ytx:Accounts:backup:BalanceFloor is 5.00. Top it up.");
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
    public async Task GetBalanceAsync_Answer_IsRead(string body, double balance)
    {
        var result = await GetAsync(Answers.Json(body));

        Assert.Equal((true, (decimal)balance, null), (result.IsFound, result.Value, result.Failure));
    }

    [Theory]
    [InlineData("""{"Balance":1}""", Unreadable)]
    [InlineData("""{"Blance":null}""", Unreadable)]
    [InlineData("""{"Blance":{"x":1}}""", Unreadable)]
    [InlineData("""{"Blance":"\ud800"}""", Unreadable)]
    [InlineData("""{"Blance":1e99}""", Unreadable)]
    [InlineData("[7.08]", Unreadable)]
    [InlineData("<html>", Unreadable)]
    [InlineData("""{"statusCode":"-203","statusMsg":"secret"}""", "The gateway answered -203: the auth token is refused. Check Ytx:AuthToken.")]
    public async Task GetBalanceAsync_NoBalance_SaysWhyAndQuotesNothing(string body, string message)
    {
        var result = await GetAsync(Answers.Json(body));

        Assert.Equal((false, message), (result.IsFound, result.Failure));
    }

    [Fact]
    public async Task GetBalanceAsync_HttpStatus_SaysWhatToFix()
    {
        var result = await GetAsync(Answers.Http(403));

        Assert.Equal((false, null), (result.IsFound, result.StatusCode));
        Assert.Contains("HTTP 403: access is refused. Check the credentials", result.Failure, StringComparison.Ordinal);
    }

    private static async Task<YtxAccountResult<decimal>> GetAsync(Answer answer)
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

    // One more round, in which the gateway does not tell it.
    private static async Task FailAsync(GatewayHost host, string fault, int count)
    {
        host.Simulator.QueueFault((fault is "garbage" ? SimulatorFault.Garbage() : SimulatorFault.Refuse(fault)).On(SimulatorOperation.Balance));
        host.Clock.Advance(Period);
        await FailuresAsync(host, count);
    }

    private static void Refuse(YtxSimulator simulator) =>
        simulator.QueueFault(SimulatorFault.Refuse("-205").On(SimulatorOperation.Balance));

    private static void AddBackup(IServiceCollection services, Uri address) => services.AddYtxVoiceCodeSender("backup", options =>
    {
        Sample.Fill(options);
        options.BaseAddress = address;
        options.BalanceFloor = 5;
    });

    private static Task FailuresAsync(GatewayHost host, int count) =>
        GatewayHost.UntilAsync(() => host.Logs.Warnings.Count(IsOfBalance) == count);

    private static bool IsOfBalance(string line) => line.Contains("YtxBalancePoller[15]", StringComparison.Ordinal);

    private static async Task AssertHealthAsync(GatewayHost host, HealthStatus status, string description)
    {
        var report = await host.Application.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Name is "ytx-voice-balance", TestContext.Current.CancellationToken);
        var entry = Assert.Single(report.Entries).Value;
        Assert.Equal((status, null), (entry.Status, entry.Exception));
        Assert.Contains(description, entry.Description, StringComparison.Ordinal);
    }
}
