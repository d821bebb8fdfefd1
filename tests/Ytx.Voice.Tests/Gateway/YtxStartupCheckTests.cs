using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ytx.Voice.Tests.Gateway;

public sealed class YtxStartupCheckTests
{
    [Theory]
    [InlineData("Production", null, "api.ytx.net")]
    [InlineData("Sandbox", null, "sandbox.ytx.net")]
    [InlineData(null, "http://gateway.example", "gateway.example")]
    public async Task StartAsync_PlainHttp_WarnsOnce(string? environment, string? address, string host)
    {
        var warning = Assert.Single(await WarningsAsync(environment, address));

        Assert.Contains(host, warning, StringComparison.Ordinal);
        Assert.Contains("plain http", warning, StringComparison.Ordinal);
        Assert.Contains("Ytx:BaseAddress", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://gateway.example")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://[::1]:5080")]
    public async Task StartAsync_HttpsOrLoopback_SaysNothing(string address) =>
        Assert.Empty(await WarningsAsync(null, address));

    private static async Task<IReadOnlyList<string>> WarningsAsync(string? environment, string? address)
    {
        using var logs = new CapturedLogs();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        logs.AddTo(builder.Services);
        for (var time = 0; time < 2; time++)
        {
            builder.Services.AddYtxVoiceCodeSender(options =>
            {
                Sample.Fill(options);
                options.AllowInsecureTransport = true;
                options.Environment = environment is null ? null : Enum.Parse<YtxEnvironment>(environment);
                options.BaseAddress = address is null ? null : new Uri(address);
            });
        }

        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
        return logs.Warnings;
    }
}
