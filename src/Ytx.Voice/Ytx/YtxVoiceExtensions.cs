using System.Diagnostics.CodeAnalysis;
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
    // Old keys, which go on working for a release.
    private static readonly Dictionary<string, string> Moved = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Timeout"] = "Pipeline:Timeout",
        ["MaxConcurrentCalls"] = "Pipeline:MaxConcurrentCalls",
        ["QueueLimit"] = "Pipeline:QueueLimit",
        ["BreakerFailureRatio"] = "Pipeline:BreakerFailureRatio",
        ["BreakerMinimumCalls"] = "Pipeline:BreakerMinimumCalls",
        ["BreakerDuration"] = "Pipeline:BreakerDuration",
        ["TemplateId"] = "Template:Id",
        ["TemplateData"] = "Template:Data",
        ["Speed"] = "Template:Speed",
    };

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
        if (services.TryAddAccount(""))
        {
            services.AddOptions<YtxVoiceOptions>().ReadConfigurationIfAny(
                YtxVoiceOptions.SectionName, static (section, settings) => Read(section, settings));
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
        services.TryAddAccount("");
        services.AddOptions<YtxVoiceOptions>().Configure(settings => Read(section, settings));
        services.AddSingleton<IOptionsChangeTokenSource<YtxVoiceOptions>>(
            new ConfigurationChangeTokenSource<YtxVoiceOptions>(Options.Options.DefaultName, section));
        return services;
    }

    /// <summary>
    /// Registers one more account of the YTX gateway, as the keyed service <see cref="IVoiceCodeSender"/> of this name, with
    /// the settings of configuration section <c>Ytx:Accounts:{name}</c>. See <see cref="VoiceSenderExtensions.AddFailoverVoiceCodeSender"/>.
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
            services.AddOptions<YtxVoiceOptions>(name).ReadConfigurationIfAny(
                $"{YtxVoiceOptions.AccountsSectionName}:{name}", static (section, settings) => Read(section, settings, isAccount: true));
        }

        return services.Configure(name, configure);
    }

    private static bool TryAddAccount(this IServiceCollection services, string name)
    {
        if (services.Any(service => service.ServiceType == typeof(YtxVoiceCodeSender) && Equals(service.ServiceKey, name)))
        {
            return false;
        }

        services.AddPipelines();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<YtxVoiceOptions>, YtxVoiceOptionsValidator>());
        services.AddHttpClient(YtxVoiceCodeSender.ClientName(name))
            // The address carries the signature. .NET redacts it in these logs, but that can be switched off.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider =>
                CreateHandler(provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>().Get(name)));
        services.AddReports(name);
        services.AddKeyedSingleton(name, (provider, _) => new YtxVoiceCodeSender(
            name,
            provider.GetRequiredService<IHttpMessageHandlerFactory>(),
            provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IHostEnvironment>()?.EnvironmentName,
            provider.GetRequiredService<YtxCallRecordPoller>()));
        services.TryAddKeyedSingleton<IVoiceCodeSender>(name, (provider, _) => VoiceSenderExtensions.CreatePipeline(
            provider, name, provider.GetRequiredKeyedService<YtxVoiceCodeSender>(name),
            () => provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>().Get(name).Pipeline));
        services.AddKeyedSingleton(name, (provider, _) => new YtxStartupCheck(
            name,
            provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>(),
            provider.GetService<IHostEnvironment>()?.EnvironmentName ?? Environments.Production,
            isUsed: () => VoiceSenderExtensions.UsedPipeline(provider, name) is { Sender: YtxVoiceCodeSender },
            provider.GetRequiredService<ILogger<YtxStartupCheck>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<YtxStartupCheck>(name));
        services.AddKeyedSingleton<IStartupValidator>(
            YtxVoiceOptions.SectionName, (provider, _) => provider.GetRequiredKeyedService<YtxStartupCheck>(name));
        return true;
    }

    // What the gateway says of calls and accounts afterwards.
    private static void AddReports(this IServiceCollection services, string name)
    {
        services.AddSingleton(new YtxAccountName(name));
        services.TryAddSingleton<YtxAccountClient>();
        if (services.Any(service => service.ServiceType == typeof(YtxCallRecordPoller)))
        {
            return;
        }

        services.AddSingleton<YtxTelemetry>();
        services.AddSingleton(provider => new YtxCallRecordPoller(
            provider.GetRequiredService<YtxAccountClient>(),
            provider.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>(),
            provider.GetServices<YtxAccountName>(),
            provider.GetService<IVoiceCallReports>(),
            provider.GetRequiredService<YtxTelemetry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<YtxCallRecordPoller>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<YtxCallRecordPoller>());
        services.AddSingleton<YtxBalancePoller>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<YtxBalancePoller>());
        services.AddSingleton<IVoiceCallProofs>(provider => provider.GetRequiredService<YtxCallRecordPoller>());
        services.AddSingleton(provider => new YtxCallStatusReceiver(provider.GetService<IVoiceCallReports>()));
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

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(YtxTemplateOptions))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(VoicePipelineOptions))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(YtxCallRecordOptions))]
    private static void Read(IConfiguration section, YtxVoiceOptions settings, bool isAccount = false)
    {
        const string Name = YtxVoiceOptions.SectionName;
        string[] others = isAccount ? [] : ["Accounts", .. YtxVoiceOptions.SectionsOfCodes];
        var (current, moved, both) = SettingsReader.Move(section, Name, Moved);
        var faults = SettingsReader.Find<YtxVoiceOptions>(current, Name, others);
        SettingsReader.Without(current, Name, faults).Bind(settings);
        settings.Faults = settings.Faults.Concat(both).Concat(faults).DistinctBy(fault => fault.Key).ToDictionary();
        settings.Moved = [.. settings.Moved.Union(moved)];
    }

    // An account that is set up and never asked is a misspelt name, or a line that is missing.
    private static void CheckAccounts(YtxVoiceOptions settings, IConfiguration? configuration, IServiceCollection services)
    {
        const string Section = YtxVoiceOptions.AccountsSectionName;
        var known = services.Where(service => service is { IsKeyedService: true, ServiceKey: string { Length: > 0 } }
                && service.ServiceType == typeof(IVoiceCodeSender))
            .Select(service => (string)service.ServiceKey!).ToList();
        var unknown = configuration?.GetSection(Section).GetChildren()
            .Where(account => !known.Contains(account.Key, StringComparer.OrdinalIgnoreCase)) ?? [];
        settings.Faults = settings.Faults.Concat(unknown.Select(account => KeyValuePair.Create(
            $"{Section}:{account.Key}",
            $"{SettingsReader.Unknown(Section, account.Key, known)} Or register this account with "
            + $"AddYtxVoiceCodeSender(\"{account.Key}\"), or with AddVoiceCodeSender<TSender>(\"{account.Key}\") if it is another "
            + "vendor's.")))
            .ToDictionary();
    }
}
