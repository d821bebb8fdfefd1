using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Voice.Simulator;

namespace Aspire.Hosting;

/// <summary>A phone in an Aspire application.</summary>
public static class YtxSimulatorResourceBuilderExtensions
{
    // More than anybody calls by hand before the gateway is up again.
    private const int Long = 1000;

    private static readonly SimulatorOptions Account = new();

    /// <summary>
    /// Adds the simulator of the YTX voice-code gateway: no container, no tool. It runs in the AppHost's process, its state and its
    /// virtual handset are in the dashboard, its logs too, without codes or numbers. It has the commands <c>decline-next-call</c>,
    /// <c>gateway-down</c> and <c>gateway-up</c>. It is left out of what is published.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The resource's name, such as <c>phone</c>.</param>
    /// <param name="port">The port on this machine, 1 to 65,535. Default 5080. A port in use fails the resource's start.</param>
    /// <returns>The resource: give it to the projects that call, by <c>WithReference</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is out of range.</exception>
    public static IResourceBuilder<YtxSimulatorResource> AddYtxSimulator(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int port = 5080)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        var resource = new YtxSimulatorResource(name, port);
        var healthCheck = $"{name}_answers";
        builder.Services.AddKeyedSingleton<RunningPhone>(resource);
        builder.Services.AddHttpClient(healthCheck).RemoveAllLoggers();
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            healthCheck, services => new PhoneAnswers(services.GetRequiredService<IHttpClientFactory>(), healthCheck, resource.Address),
            failureStatus: null, tags: null));
        return builder.AddResource(resource)
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "YtxSimulator",
                Properties = [],
                State = KnownResourceStates.NotStarted,
            })
            .ExcludeFromManifest()
            .WithUrl(resource.Address.AbsoluteUri, "Handset")
            .WithIconName("Phone")
            .WithHealthCheck(healthCheck)
            .OnInitializeResource(static (resource, started, cancellationToken) =>
                started.Services.GetRequiredKeyedService<RunningPhone>(resource).StartAsync(resource, started, cancellationToken))
            .WithPhoneCommand("decline-next-call", "Decline next call", "CallDismiss", "The next call is declined after three seconds.",
                static phone => phone.DeclineNextCall())
            .WithPhoneCommand("gateway-down", "Gateway down", "PlugDisconnected", "The gateway answers calls with HTTP 503.",
                static phone =>
                {
                    phone.ClearFaults();
                    phone.QueueFault(SimulatorFault.Http(503).Times(Long));
                })
            .WithPhoneCommand("gateway-up", "Gateway up", "PlugConnected", "The gateway takes calls.",
                static phone => phone.ClearFaults());
    }

    /// <summary>
    /// Lets a project's calls ring the phone: sets <c>Ytx__BaseAddress</c>, <c>Ytx__AccountSid</c>, <c>Ytx__AuthToken</c>,
    /// <c>Ytx__AppId</c> and <c>Ytx__DisplayNumber</c>. Where the application is published it sets none of them: the gateway is
    /// configured there. A container cannot reach the phone, which listens on loopback.
    /// </summary>
    /// <typeparam name="T">A resource with an environment.</typeparam>
    /// <param name="builder">The project.</param>
    /// <param name="phone">The phone.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<YtxSimulatorResource> phone)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(phone);
        return builder.WithReferenceRelationship(phone).WithEnvironment(context =>
        {
            if (context.ExecutionContext.IsPublishMode)
            {
                return;
            }

            var variables = context.EnvironmentVariables;
            variables["Ytx__BaseAddress"] = phone.Resource.Address.AbsoluteUri;
            variables["Ytx__AccountSid"] = Account.AccountSid;
            variables["Ytx__AuthToken"] = Account.AuthToken;
            variables["Ytx__AppId"] = Account.AppId;
            variables["Ytx__DisplayNumber"] = "01085485069";
        });
    }

    private static IResourceBuilder<YtxSimulatorResource> WithPhoneCommand(
        this IResourceBuilder<YtxSimulatorResource> builder, string name, string title, string icon, string done, Action<YtxSimulator> run) =>
        builder.WithCommand(
            name, title,
            context =>
            {
                var phone = context.Services.GetRequiredKeyedService<RunningPhone>(builder.Resource).Simulator;
                if (phone is null)
                {
                    return Task.FromResult(CommandResults.Failure("The simulator does not run: see its logs."));
                }

                run(phone);
                return Task.FromResult(CommandResults.Success(done));
            },
            new CommandOptions
            {
                IconName = icon,
                Description = done,
                UpdateState = static context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running
                    ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            });
}
