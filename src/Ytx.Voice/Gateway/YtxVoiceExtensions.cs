using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ytx.Voice;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the sender of the YTX gateway.</summary>
public static class YtxVoiceExtensions
{
    /// <summary>
    /// Registers <see cref="IVoiceCodeSender"/> over the YTX gateway with the settings of configuration section
    /// <c>Ytx</c>, checked at start. A sender of one's own, registered before or after, wins.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddYtxVoiceCodeSender(this IServiceCollection services) =>
        services.AddYtxVoiceCodeSender(static _ => { });

    /// <summary>
    /// Registers <see cref="IVoiceCodeSender"/> over the YTX gateway with the settings of configuration section
    /// <c>Ytx</c>, if there is one, and a delegate.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the settings after configuration was read.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddYtxVoiceCodeSender(
        this IServiceCollection services, Action<YtxVoiceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.TryAddClient())
        {
            services.AddOptions<YtxVoiceOptions>().BindConfigurationIfAny();
        }

        return services.Configure(configure);
    }

    /// <summary>
    /// Registers <see cref="IVoiceCodeSender"/> over the YTX gateway with the settings of a section of one's own.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section that takes the place of <c>Ytx</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddYtxVoiceCodeSender(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        services.TryAddClient();
        services.AddOptions<YtxVoiceOptions>().Bind(section);
        return services;
    }

    private static bool TryAddClient(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(YtxVoiceCodeSender)))
        {
            return false;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<YtxVoiceOptions>, YtxVoiceOptionsValidator>());
        services.AddHttpClient<YtxVoiceCodeSender>((provider, client) =>
            {
                client.Timeout = provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>().CurrentValue.Timeout;
                client.MaxResponseContentBufferSize = YtxAnswer.MaxLength;
            })
            // The address carries the signature. .NET redacts it in these logs, but that can be switched off.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider =>
                CreateHandler(provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>().CurrentValue));
        var ours = ServiceDescriptor.Transient<IVoiceCodeSender>(
            provider => provider.GetRequiredService<YtxVoiceCodeSender>());
        services.TryAdd(ours);
        services.AddSingleton<IHostedService>(provider => new YtxStartupCheck(
            // Whose vendor is another one need not fill in settings for this one.
            isUsed: services.Last(service => service.ServiceType == typeof(IVoiceCodeSender)) == ours,
            provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>(),
            provider.GetRequiredService<ILogger<YtxStartupCheck>>()));
        return true;
    }

    private static SocketsHttpHandler CreateHandler(YtxVoiceOptions options) => new()
    {
        // A 307 would carry the code to another host.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseProxy = options.Proxy is not null,
        Proxy = options.Proxy is null ? null : new WebProxy(options.Proxy),
        ConnectTimeout = options.ConnectTimeout,
        // No trace of one's own goes to another company, and none with the signature in its url to anybody.
        ActivityHeadersPropagator = null,
    };

    // Without a host there may be no configuration at all; then a delegate gives every setting.
    private static void BindConfigurationIfAny(this OptionsBuilder<YtxVoiceOptions> options)
    {
        options.Configure<IServiceProvider>((settings, provider) =>
            provider.GetService<IConfiguration>()?.GetSection(YtxVoiceOptions.SectionName).Bind(settings));
        options.Services.AddSingleton<IOptionsChangeTokenSource<YtxVoiceOptions>>(provider =>
            new ConfigurationChangeTokenSource<YtxVoiceOptions>(
                provider.GetService<IConfiguration>() ?? new ConfigurationBuilder().Build()));
    }
}
