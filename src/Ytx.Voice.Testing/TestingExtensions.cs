using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Ytx.Voice;
using Ytx.Voice.Simulator;
using Ytx.Voice.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts a phone for tests in the place of the vendor.</summary>
public static class TestingExtensions
{
    /// <summary>
    /// Lets all calls of the site ring a test's phone: those of its own sender, of every named account, of a failover and of a
    /// selection. No settings of a vendor are needed, and no handset starts. The site's <see cref="TimeProvider"/> becomes
    /// <see cref="TestPhone.Clock"/>.
    /// </summary>
    /// <param name="services">The site's services, after the site has registered its own: in <c>ConfigureTestServices</c>.</param>
    /// <param name="phone">The phone.</param>
    /// <returns>The services.</returns>
    /// <remarks>
    /// The host refuses to start (<see cref="InvalidOperationException"/>) unless it runs in Development or on a <c>TestServer</c>.
    /// </remarks>
    public static IServiceCollection AddTestPhone(this IServiceCollection services, TestPhone phone)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(phone);
        services.AddForTestsOnly();
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(phone.Clock));
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { IsKeyedService: true, ServiceKey: { } account } && services[i].ServiceType == typeof(IVoiceCodeSender))
            {
                services[i] = ServiceDescriptor.KeyedSingleton<IVoiceCodeSender>(account, (provider, _) => Ring(provider, phone));
            }
        }

        services.RemoveAll<IVoiceCodeSender>();
        return services.AddSingleton<IVoiceCodeSender>(provider => Ring(provider, phone));
    }

    /// <summary>
    /// Points every YTX account of the site at a simulator that the test has started, so that its calls go over a real socket. Settings
    /// of section <c>Ytx</c> that name another gateway or account do not count, and no handset starts. Senders of other vendors stay
    /// as they are.
    /// </summary>
    /// <param name="services">The site's services, after the site has registered its own: in <c>ConfigureTestServices</c>.</param>
    /// <param name="simulator">The simulator. Read its calls with a <see cref="TestHandset"/>.</param>
    /// <returns>The services.</returns>
    /// <inheritdoc cref="AddTestPhone" path="/remarks"/>
    public static IServiceCollection AddTestSimulator(this IServiceCollection services, YtxSimulator simulator)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(simulator);
        services.AddForTestsOnly();
        return services.PostConfigureAll<YtxVoiceOptions>(options => HandsetExtensions.PointAt(options, simulator.Address, simulator.Options));
    }

    private static void AddForTestsOnly(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TestHost>());
        services.Replace(ServiceDescriptor.Singleton(Handset.Off));
    }

    private static TestPhoneSender Ring(IServiceProvider provider, TestPhone phone)
    {
        TestHost.ThrowIfReal(provider);
        return new TestPhoneSender(phone, provider.GetService<IVoiceCallReports>());
    }
}
