using Microsoft.Extensions.Options;
using Ytx.Voice.Tests;

namespace Ytx.Voice.Simulator.Tests;

public sealed class YtxSimulatorTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:0", "127.0.0.1")]
    [InlineData("http://localhost:0", "127.0.0.1")]
    public async Task StartAsync_PortZero_TakesAFreePort(string url, string host)
    {
        await using var simulator = await StartAsync(url);

        Assert.Equal(host, simulator.Address.Host);
        Assert.InRange(simulator.Address.Port, 1, 65535);
        using var client = new HttpClient();
        Assert.Contains(
            "Virtual handset", await client.GetStringAsync(simulator.Address, Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_LocalhostWithPort_KeepsBoth()
    {
        int port;
        await using (var probe = await StartAsync("http://127.0.0.1:0"))
        {
            port = probe.Address.Port;
        }

        await using var simulator = await StartAsync($"http://localhost:{port}");

        Assert.Equal(new Uri($"http://localhost:{port}/"), simulator.Address);
    }

    [Fact]
    public async Task StartAsync_PortInUse_NamesTheAddressAndTheSetting()
    {
        await using var first = await StartAsync("http://127.0.0.1:0");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(first.Address.ToString()));

        Assert.Equal(
            $"The simulator cannot listen on {first.Address}: the port is already in use, perhaps by another "
            + "simulator. Stop the other program, or set SimulatorOptions.Url to another address "
            + "(port 0 takes any free port).",
            exception.Message);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.0.2.1:5080")]
    public async Task StartAsync_AddressOthersCanReach_IsRefusedWithoutConsent(string url)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(url));

        Assert.Contains("SimulatorOptions.Url", exception.Message, StringComparison.Ordinal);
        Assert.Contains("SimulatorOptions.AllowNonLoopback", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_AddressOthersCanReachWithConsent_StartsAndWarns()
    {
        using var logs = new CapturedLogs();

        await using var simulator = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://0.0.0.0:0"), AllowNonLoopback = true },
            logs.CreateFactory(),
            cancellationToken: Cancelled);

        Assert.Equal("localhost", simulator.Address.Host);
        Assert.Contains(logs.Warnings, line => line.Contains("[301]: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://localhost:0")]
    [InlineData("ftp://localhost:0")]
    [InlineData("http://localhost:0/path")]
    [InlineData("http://localhost:0/?query")]
    [InlineData("http://localhost:0/#fragment")]
    [InlineData("http://user@localhost:0")]
    [InlineData("http://localhost.evil.example:0")]
    [InlineData("/relative")]
    public async Task StartAsync_NotAPlainHttpAddress_IsRefused(string url)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(url));

        Assert.Contains("SimulatorOptions.Url must", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OptionsOutOfRange_NamesEachAndNoToken()
    {
        var options = new SimulatorOptions
        {
            AccountSid = "a\r\nEvil: 1",
            AuthToken = "not a token",
            AppId = "",
            MaxCalls = 0,
            RingTime = TimeSpan.FromHours(2),
        };

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => YtxSimulator.StartAsync(options, cancellationToken: Cancelled));

        Assert.Equal(5, exception.Failures.Count());
        foreach (var name in new[] { "AccountSid", "AuthToken", "AppId", "MaxCalls", "RingTime" })
        {
            Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("not a token", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OptionsChangedAfterwards_ChangeNothing()
    {
        var options = new SimulatorOptions { Url = new Uri("http://127.0.0.1:0") };
        await using var simulator = await YtxSimulator.StartAsync(options, cancellationToken: Cancelled);
        options.AppId = "changed";

        using var client = new HttpClient { BaseAddress = simulator.Address };
        var call = new GatewayCall(TimeProvider.System.GetUtcNow());
        using var response = await client.SendAsync(call.ToRequest(), Cancelled);

        Assert.Contains(
            "\"statusCode\":\"0\"", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_Twice_FreesThePortOnce()
    {
        var simulator = await StartAsync("http://127.0.0.1:0");

        await simulator.DisposeAsync();
        await simulator.DisposeAsync();

        await using var next = await StartAsync(simulator.Address.ToString());
        Assert.Equal(simulator.Address, next.Address);
    }

    private static Task<YtxSimulator> StartAsync(string url) => YtxSimulator.StartAsync(
        new SimulatorOptions { Url = new Uri(url, UriKind.RelativeOrAbsolute) }, cancellationToken: Cancelled);
}
