using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice.Simulator.Tests;

public sealed class RunningSimulatorTests : SimulatorTest
{
    [Fact]
    public async Task About_Get_NamesTheAccountAndKeepsTheToken()
    {
        var about = await ReadAsync(await Client.GetAsync("/_simulator", Cancelled));

        Assert.Equal(
            ("Ytx.Voice.Simulator", "simulator-account", "simulator-app"),
            ((string?)about["name"], (string?)about["accountSid"], (string?)about["appId"]));
        Assert.DoesNotContain("simulator-token", about.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseRunning_OneAnswers_IsUsedAndRunsOn()
    {
        await using var app = NewHost(Simulator.Address);
        var accessor = app.Services.GetRequiredService<IYtxSimulatorAccessor>();

        await app.StartAsync(Cancelled);
        Assert.Equal((Simulator.Address, null), (accessor.Address, accessor.Simulator));
        await app.StopAsync(Cancelled);

        Assert.Null(accessor.Address);
        await PlaceAsync();
        Assert.Single(Simulator.Calls);
    }

    [Fact]
    public async Task UseRunning_NothingThere_StartsItsOwn()
    {
        await using var app = NewHost(new Uri("http://127.0.0.1:0"));
        var accessor = app.Services.GetRequiredService<IYtxSimulatorAccessor>();

        await app.StartAsync(Cancelled);

        Assert.NotNull(accessor.Simulator);
        Assert.Equal(accessor.Simulator.Address, accessor.Address);
        Assert.NotEqual(Simulator.Address, accessor.Address);
    }

    [Fact]
    public async Task UseRunning_OneOnEveryAddress_IsReachedAtLocalhost()
    {
        await using var running = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://0.0.0.0:0"), AllowNonLoopback = true }, cancellationToken: Cancelled);
        await using var app = NewHost(
            new Uri($"http://0.0.0.0:{running.Address.Port}"), options => options.AllowNonLoopback = true);

        await app.StartAsync(Cancelled);

        Assert.Equal(running.Address, app.Services.GetRequiredService<IYtxSimulatorAccessor>().Address);
    }

    [Fact]
    public async Task UseRunning_Off_RefusesAPortInUse()
    {
        await using var app = NewHost(Simulator.Address, options => options.UseRunning = false);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Cancelled));

        Assert.Contains("already in use, perhaps by another simulator", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another-account", "simulator-token", "simulator-app")]
    [InlineData("simulator-account", "another-token", "simulator-app")]
    [InlineData("simulator-account", "simulator-token", "another-app")]
    public async Task UseRunning_OneWithAnotherAccount_IsRefusedWithoutAToken(string account, string token, string app)
    {
        await using var host = NewHost(
            Simulator.Address,
            options => (options.AccountSid, options.AuthToken, options.AppId) = (account, token, app));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancelled));

        Assert.Contains("plays another account", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Set the same AccountSid, AuthToken and AppId", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("-token", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!doctype html>", "text/html")]
    [InlineData("[]", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("""{"name":"another program"}""", "application/json")]
    [InlineData("{}", "application/json; charset=no-such")]
    public async Task UseRunning_AnotherWebSite_IsSaidClearly(string answer, string contentType)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var other = builder.Build();
        other.Run(context =>
        {
            context.Response.ContentType = contentType;
            return context.Response.WriteAsync(answer, Cancelled);
        });
        await other.StartAsync(Cancelled);

        await AssertRefusedAsync(new Uri(other.Urls.First()));
    }

    [Fact]
    public async Task UseRunning_SomethingThatNeverAnswers_IsSaidClearlyInBoundedTime()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        await AssertRefusedAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"))
            .WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
    }

    private static async Task AssertRefusedAsync(Uri url)
    {
        await using var host = NewHost(url);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancelled));

        Assert.StartsWith(
            $"The simulator cannot listen on {url}: the port is in use, and not by a simulator.",
            exception.Message, StringComparison.Ordinal);
    }

    private static WebApplication NewHost(Uri url, Action<SimulatorOptions>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddYtxSimulator(options => (options.Url, options.UseRunning) = (url, true));
        builder.Services.AddYtxSimulator(configure);
        return builder.Build();
    }
}
