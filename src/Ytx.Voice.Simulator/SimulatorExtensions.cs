using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Ytx.Voice.Simulator;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registration of the YTX simulator.</summary>
public static class SimulatorExtensions
{
    /// <summary>
    /// Runs a <see cref="YtxSimulator"/> with the host, from before its web server starts; get it from
    /// <see cref="IYtxSimulatorAccessor"/>. Starting the host fails outside the Development environment, and when
    /// <see cref="YtxSimulator.StartAsync"/> fails.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">
    /// Changes the options, of which <see cref="SimulatorOptions.ScriptedPeople"/> is on here; a second call adds to the
    /// first, for the same simulator.
    /// </param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddYtxSimulator(
        this IServiceCollection services, Action<SimulatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SimulatorOptions>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<SimulatorOptions>, DevelopmentDefaults>());
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton<SimulatorHostedService>();
        services.TryAddSingleton<IYtxSimulatorAccessor>(
            provider => provider.GetRequiredService<SimulatorHostedService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SimulatorHostedService>(
            provider => provider.GetRequiredService<SimulatorHostedService>()));
        return services;
    }

    /// <summary>For a developer who looks at the handset; a test starts its simulator itself.</summary>
    private sealed class DevelopmentDefaults : IConfigureOptions<SimulatorOptions>
    {
        public void Configure(SimulatorOptions options) => options.ScriptedPeople = true;
    }
}
