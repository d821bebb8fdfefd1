using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Tests;

namespace Ytx.Voice.Aspire.Hosting.Tests;

/// <summary>The phone of an AppHost: what it adds to the model, and what it does when that starts. The simulator is real.</summary>
public sealed class YtxSimulatorResourceTests : IAsyncDisposable
{
    private const string Number = "13911281234";

    private readonly int _port = FreePort.Next();
    private readonly List<DistributedApplication> _applications = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            await application.DisposeAsync();
        }
    }

    [Fact]
    public async Task WithReference_InDevelopment_SetsWhatTheApplicationNeeds()
    {
        var builder = Builder();
        var phone = builder.AddYtxSimulator("phone");
        var site = builder.AddExecutable("site", "dotnet", ".").WithReference(phone);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Ytx__BaseAddress"] = "http://localhost:5080/",
                ["Ytx__AccountSid"] = "simulator-account",
                ["Ytx__AuthToken"] = "simulator-token",
                ["Ytx__AppId"] = "simulator-app",
                ["Ytx__DisplayNumber"] = "01085485069",
            },
            await EnvironmentAsync(builder, site.Resource));
        Assert.Contains(site.Resource.Annotations.OfType<ResourceRelationshipAnnotation>(), of => of.Resource == phone.Resource);
    }

    [Fact]
    public async Task WithReference_Published_SetsNothing()
    {
        var builder = Builder("--publisher", "manifest");
        var phone = builder.AddYtxSimulator("phone");
        var site = builder.AddExecutable("site", "dotnet", ".").WithReference(phone);

        Assert.True(builder.ExecutionContext.IsPublishMode);
        Assert.Empty(await EnvironmentAsync(builder, site.Resource));
        Assert.Same(
            ManifestPublishingCallbackAnnotation.Ignore,
            Assert.Single(phone.Resource.Annotations.OfType<ManifestPublishingCallbackAnnotation>()));
    }

    [Fact]
    public async Task Phone_Starts_RunsWithTheHandsetAsItsAddress()
    {
        var (services, phone) = await StartAsync();

        var snapshot = Snapshot(services, phone);

        Assert.Equal(KnownResourceStates.Running, snapshot.State?.Text);
        var url = Assert.Single(snapshot.Urls);
        Assert.Equal(($"http://localhost:{_port}/", false), (url.Url, url.IsInactive));
        using var client = new HttpClient();
        Assert.Contains("<html", await client.GetStringAsync(new Uri(url.Url), Stop), StringComparison.Ordinal);
        Assert.NotNull(snapshot.StartTimeStamp);
    }

    [Fact]
    public async Task Phone_PortInUse_HasFailedAndSaysSo()
    {
        await StartAsync();

        var (services, phone) = await StartAsync();

        Assert.Equal(KnownResourceStates.FailedToStart, Snapshot(services, phone).State?.Text);
        Assert.Contains($"{_port}", await LogAsync(services, phone), StringComparison.Ordinal);
        Assert.False((await RunAsync(services, phone, "gateway-down")).Success);
    }

    [Fact]
    public async Task HealthCheck_BeforeAndWhileItRuns_SaysWhetherItAnswers()
    {
        var builder = Builder();
        var phone = builder.AddYtxSimulator("phone", _port);
        var services = Build(builder);
        var check = Assert.Single(phone.Resource.Annotations.OfType<HealthCheckAnnotation>()).Key;

        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync());
        await StartAsync(services, phone.Resource);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync());

        async Task<HealthStatus> HealthAsync() => (await services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(registration => registration.Name == check, Stop)).Status;
    }

    [Fact]
    public async Task Commands_GatewayDownAndUp_AreWhatCallsMeet()
    {
        var (services, phone) = await StartAsync();
        Assert.True((await CallAsync()).IsAccepted);

        Assert.True((await RunAsync(services, phone, "gateway-down")).Success);
        for (var i = 0; i < 3; i++)
        {
            Assert.Contains("503", (await CallAsync()).Message, StringComparison.Ordinal);
        }

        Assert.True((await RunAsync(services, phone, "gateway-up")).Success);
        Assert.True((await CallAsync()).IsAccepted);
    }

    [Fact]
    public async Task Commands_DeclineNextCall_OneIsDeclined()
    {
        var (services, phone) = await StartAsync();

        Assert.True((await RunAsync(services, phone, "decline-next-call")).Success);
        await CallAsync();
        await CallAsync();

        using var client = new HttpClient();
        var (calls, declined) = ("", "\"declined\"");
        for (var i = 0; i < 100 && !calls.Contains(declined, StringComparison.Ordinal); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), Stop);
            calls = await client.GetStringAsync(new Uri(phone.Address, "_simulator/calls"), Stop);
        }

        Assert.Contains(declined, calls, StringComparison.Ordinal);
        Assert.Contains("\"ringing\"", calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_ACallThatRings_HasNeitherCodeNorNumber()
    {
        var (services, phone) = await StartAsync();
        await CallAsync();

        var text = await LogAsync(services, phone);

        Assert.Contains("Virtual handset", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Number, text, StringComparison.Ordinal);
        Assert.DoesNotContain("246810", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Readme_ShowsLinesOfTheSample()
    {
        var shown = Repository.Read("src", "Ytx.Voice.Aspire.Hosting", "README.md").Split("```cs\n")[1].Split("```")[0];

        Assert.Contains(shown, Repository.Read("samples", "AppHost", "Program.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Document_ShowsTheSampleWhole() => Assert.Contains(
        $"```cs\n{Repository.Read("samples", "AppHost", "Program.cs")}```", Repository.Read("docs", "aspire.md"), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    public void AddYtxSimulator_NoPort_IsRefused(int port) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Builder().AddYtxSimulator("phone", port));

    private static IDistributedApplicationBuilder Builder(params string[] args) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

    private IServiceProvider Build(IDistributedApplicationBuilder builder)
    {
        var application = builder.Build();
        _applications.Add(application);
        return application.Services;
    }

    private async Task<(IServiceProvider Services, YtxSimulatorResource Phone)> StartAsync()
    {
        var builder = Builder();
        var phone = builder.AddYtxSimulator("phone", _port).Resource;
        var services = Build(builder);
        await StartAsync(services, phone);
        return (services, phone);
    }

    // What the orchestrator does with a resource that is no process and no container.
    private static Task StartAsync(IServiceProvider services, YtxSimulatorResource phone)
    {
        var eventing = services.GetRequiredService<IDistributedApplicationEventing>();
        return eventing.PublishAsync(
            new InitializeResourceEvent(
                phone, eventing, services.GetRequiredService<ResourceLoggerService>(),
                services.GetRequiredService<ResourceNotificationService>(), services),
            Stop);
    }

    private static CustomResourceSnapshot Snapshot(IServiceProvider services, YtxSimulatorResource phone) =>
        services.GetRequiredService<ResourceNotificationService>().TryGetCurrentState(phone.Name, out var current)
            ? current.Snapshot : throw new InvalidOperationException("Nothing was told of the phone.");

    private static async Task<string> LogAsync(IServiceProvider services, YtxSimulatorResource phone)
    {
        var logs = services.GetRequiredService<ResourceLoggerService>();
        logs.Complete(phone);
        var text = new StringBuilder();
        await foreach (var batch in logs.WatchAsync(phone).WithCancellation(Stop))
        {
            text.AppendJoin('\n', batch.Select(line => line.Content));
        }

        return text.ToString();
    }

    private static Task<ExecuteCommandResult> RunAsync(IServiceProvider services, YtxSimulatorResource phone, string command) =>
        services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(phone, command, Stop);

    private static async Task<Dictionary<string, string>> EnvironmentAsync(IDistributedApplicationBuilder builder, ExecutableResource resource)
    {
        var variables = new Dictionary<string, object>();
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, resource, variables, Stop);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return variables.Where(variable => variable.Key.StartsWith("Ytx", StringComparison.Ordinal))
            .ToDictionary(variable => variable.Key, variable => (string)variable.Value);
    }

    private async Task<VoiceCallOutcome> CallAsync()
    {
        await using var services = new ServiceCollection()
            .AddYtxVoiceCodeSender(options =>
            {
                options.BaseAddress = new Uri($"http://localhost:{_port}");
                (options.AccountSid, options.AuthToken, options.AppId) = ("simulator-account", "simulator-token", "simulator-app");
                options.DisplayNumber = "01085485069";
            })
            .BuildServiceProvider();
        return await services.GetRequiredService<IVoiceCodeSender>().SendAsync(new(PhoneNumber.Parse(Number), "246810"), Stop);
    }
}
