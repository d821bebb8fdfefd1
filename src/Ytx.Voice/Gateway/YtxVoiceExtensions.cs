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
    private static readonly ServiceDescriptor Own = ServiceDescriptor.Singleton<IVoiceCodeSender>(static provider =>
        provider.GetService<FailoverVoiceCodeSender>() ?? provider.GetRequiredKeyedService<IVoiceCodeSender>(""));

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
            services.AddOptions<YtxVoiceOptions>().BindConfigurationIfAny(YtxVoiceOptions.SectionName);
            services.AddOptions<YtxVoiceOptions>().Configure<IServiceProvider>((settings, provider) =>
                CheckAccounts(settings, provider.GetService<IConfiguration>(), services));
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
        services.AddOptions<YtxVoiceOptions>().Configure(settings => Read(section, settings));
        services.AddSingleton<IOptionsChangeTokenSource<YtxVoiceOptions>>(
            new ConfigurationChangeTokenSource<YtxVoiceOptions>(Options.Options.DefaultName, section));
        return services;
    }

    /// <summary>
    /// Registers one more account of the YTX gateway, as the keyed service <see cref="IVoiceCodeSender"/> of this name, with
    /// the settings of configuration section <c>Ytx:Accounts:{name}</c>. See <see cref="AddFailoverVoiceCodeSender"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The account's name, such as <c>backup</c>: it appears in logs and metrics.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IServiceCollection AddYtxVoiceCodeSender(this IServiceCollection services, string name) =>
        services.AddYtxVoiceCodeSender(name, static _ => { });

    /// <inheritdoc cref="AddYtxVoiceCodeSender(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="name">The account's name, such as <c>backup</c>: it appears in logs and metrics.</param>
    /// <param name="configure">Changes the settings after configuration was read.</param>
    public static IServiceCollection AddYtxVoiceCodeSender(
        this IServiceCollection services, string name, Action<YtxVoiceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.TryAddAccount(name))
        {
            services.AddOptions<YtxVoiceOptions>(name).BindConfigurationIfAny($"{YtxVoiceOptions.AccountsSectionName}:{name}");
        }

        return services.Configure(name, configure);
    }

    /// <summary>
    /// Asks the application's own account first, and where that certainly placed no call, the named ones in their order. A
    /// sender of one's own in the place of all of them still wins. They must have been registered by
    /// <see cref="AddYtxVoiceCodeSender(IServiceCollection, string)"/>, or as keyed services of one's own.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="names">Whom to ask next, in this order.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">No name was given.</exception>
    public static IServiceCollection AddFailoverVoiceCodeSender(this IServiceCollection services, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Length is 0)
        {
            throw new ArgumentException("Name at least one account to go on to.", nameof(names));
        }

        services.AddYtxVoiceCodeSender();
        return services.AddSingleton(provider => new FailoverVoiceCodeSender(
            [.. names.Prepend("").Select(name => provider.GetRequiredKeyedService<IVoiceCodeSender>(name))],
            provider.GetRequiredService<ILogger<FailoverVoiceCodeSender>>()));
    }

    private static bool TryAddClient(this IServiceCollection services)
    {
        if (!services.TryAddAccount(""))
        {
            return false;
        }

        services.TryAdd(Own);
        return true;
    }

    private static bool TryAddAccount(this IServiceCollection services, string name)
    {
        if (services.Any(service => service.ServiceType == typeof(YtxVoiceCodeSender) && Equals(service.ServiceKey, name)))
        {
            return false;
        }

        if (!services.Any(service => service.ImplementationType == typeof(SettingsStartupCheck)))
        {
            // Before every other hosted service: one that was added earlier may read these settings too.
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, SettingsStartupCheck>());
        }

        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<VoiceTelemetry>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<YtxVoiceOptions>, YtxVoiceOptionsValidator>());
        services.AddHttpClient(YtxVoiceCodeSender.ClientName(name))
            // The address carries the signature. .NET redacts it in these logs, but that can be switched off.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider =>
                CreateHandler(provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>().Get(name)));
        services.AddKeyedSingleton(name, (provider, _) => new YtxVoiceCodeSender(
            name,
            provider.GetRequiredService<IHttpMessageHandlerFactory>(),
            provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>(),
            provider.GetRequiredService<VoiceTelemetry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IHostEnvironment>()?.EnvironmentName,
            provider.GetRequiredService<ILogger<YtxVoiceCodeSender>>()));
        services.AddKeyedSingleton<IVoiceCodeSender>(
            name, (provider, _) => provider.GetRequiredKeyedService<YtxVoiceCodeSender>(name));
        services.AddKeyedSingleton(name, (provider, _) => new YtxStartupCheck(
            name,
            provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>(),
            provider.GetService<IHostEnvironment>()?.EnvironmentName ?? Environments.Production,
            isUsed: () => name.Length > 0 || IsOwnUsed(provider),
            provider.GetRequiredService<ILogger<YtxStartupCheck>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<YtxStartupCheck>(name));
        services.AddKeyedSingleton<IStartupValidator>(
            YtxVoiceOptions.SectionName, (provider, _) => provider.GetRequiredKeyedService<YtxStartupCheck>(name));
        return true;
    }

    // Ours is used where whatever the application calls through has made one: ours itself, a failover, or a decorator of the
    // application's own.
    private static bool IsOwnUsed(IServiceProvider provider)
    {
        using var scope = provider.CreateScope();
        _ = scope.ServiceProvider.GetService<IVoiceCodeSender>();
        return provider.GetRequiredService<VoiceTelemetry>().IsWatching("");
    }

    internal static SocketsHttpHandler CreateHandler(YtxVoiceOptions options) => new()
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
    private static void BindConfigurationIfAny(this OptionsBuilder<YtxVoiceOptions> options, string section)
    {
        options.Configure<IServiceProvider>((settings, provider) =>
        {
            if (provider.GetService<IConfiguration>() is { } configuration)
            {
                Read(configuration.GetSection(section), settings, isAccount: section != YtxVoiceOptions.SectionName);
            }
        });
        options.Services.AddSingleton<IOptionsChangeTokenSource<YtxVoiceOptions>>(provider =>
            new ConfigurationChangeTokenSource<YtxVoiceOptions>(
                options.Name, provider.GetService<IConfiguration>() ?? new ConfigurationBuilder().Build()));
    }

    private static void Read(IConfiguration section, YtxVoiceOptions settings, bool isAccount = false)
    {
        const string Name = YtxVoiceOptions.SectionName;
        string[] others = isAccount ? [] : ["Accounts", "Codes"];
        var faults = SettingsReader.Find<YtxVoiceOptions>(section, Name, others);
        SettingsReader.Without(section, Name, faults).Bind(settings);
        settings.Faults = settings.Faults.Concat(faults).DistinctBy(fault => fault.Key).ToDictionary();
    }

    // An account that is set up and never asked is a misspelt name, or a line that is missing.
    private static void CheckAccounts(YtxVoiceOptions settings, IConfiguration? configuration, IServiceCollection services)
    {
        const string Section = YtxVoiceOptions.AccountsSectionName;
        var known = services.Where(service => service.ServiceType == typeof(YtxVoiceCodeSender))
            .Select(service => (string)service.ServiceKey!).Where(name => name.Length > 0).ToList();
        var unknown = configuration?.GetSection(Section).GetChildren()
            .Where(account => !known.Contains(account.Key, StringComparer.OrdinalIgnoreCase)) ?? [];
        settings.Faults = settings.Faults.Concat(unknown.Select(account => KeyValuePair.Create(
            $"{Section}:{account.Key}",
            $"{SettingsReader.Unknown(Section, account.Key, known)} An account is set up by AddYtxVoiceCodeSender(\"{account.Key}\").")))
            .ToDictionary();
    }
}
