using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Ytx.Voice;
using Ytx.Voice.Simulator;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>A first call without an account at the vendor.</summary>
public static class HandsetExtensions
{
    private const string DisplayNumber = "01085485069";

    /// <summary>
    /// Runs a virtual handset with the application in Development, and lets the application's calls ring it: at
    /// <c>http://localhost:5080</c>, without any setting. Where configuration names a gateway (<c>Ytx:BaseAddress</c>,
    /// <c>Ytx:Environment</c> or <c>Ytx:AccountSid</c>), and outside Development, it does nothing: the start says then what the
    /// gateway needs. A sender of one's own, and an account with a name, go on calling real phones: register them outside
    /// Development only.
    /// </summary>
    /// <param name="services">The application's services, before or after <c>AddYtxVoiceTokenProvider()</c>.</param>
    /// <param name="configure">
    /// Changes the options. Before it, they are read from configuration section <c>YtxHandset</c>, such as
    /// <c>YtxHandset:Url</c>. A handset of another application at that address is used, if it plays the same account; a call
    /// rings for twenty seconds.
    /// </param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddYtxHandset(
        this IServiceCollection services, Action<SimulatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<Handset>();
        services.AddYtxSimulator(static options =>
        {
            // Somebody sits before the handset and wants to choose a button.
            options.RingTime = TimeSpan.FromSeconds(20);
            options.UseRunning = true;
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<SimulatorOptions>, Handset>(
            static provider => provider.GetRequiredService<Handset>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<YtxVoiceOptions>, PointAtHandset>());
        return configure is null ? services : services.Configure(configure);
    }

    /// <summary>Lets the client's calls ring a simulator.</summary>
    internal static void PointAt(YtxVoiceOptions options, Uri address, SimulatorOptions account)
    {
        (options.BaseAddress, options.Environment) = (address, null);
        (options.AccountSid, options.AuthToken, options.AppId) = (account.AccountSid, account.AuthToken, account.AppId);
        options.DisplayNumber ??= DisplayNumber;
    }

    /// <summary>The simulator has told its address by the time the settings are checked.</summary>
    private sealed class PointAtHandset(
        Handset handset, IYtxSimulatorAccessor running, IOptions<SimulatorOptions> simulator) : IPostConfigureOptions<YtxVoiceOptions>
    {
        public void PostConfigure(string? name, YtxVoiceOptions options)
        {
            // A delegate may have named a gateway too.
            if (name != Options.Options.DefaultName || !handset.IsOn || options is not { BaseAddress: null, Environment: null, AccountSid: "" })
            {
                return;
            }

            var address = running.Address ?? throw new InvalidOperationException(
                "The virtual handset has no address before the host has started: read YtxVoiceOptions, and call, after that.");
            PointAt(options, address, simulator.Value);
        }
    }
}
