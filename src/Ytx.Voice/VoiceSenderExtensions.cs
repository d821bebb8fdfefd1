using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ytx.Voice;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers senders of any vendor, each behind a pipeline, and says which one a call takes.</summary>
public static class VoiceSenderExtensions
{
    private static readonly ServiceDescriptor Own = ServiceDescriptor.Singleton<IVoiceCodeSender>(static provider => OwnOf(provider));

    /// <summary>
    /// Registers a sender of any vendor behind a pipeline: time limit, concurrency limit, circuit breaker, metrics, traces and
    /// health. The sender is created for each call, in its own scope, unless it is registered otherwise.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">
    /// The account's name, such as <c>backup</c>: it appears in logs and metrics. Without a name it is the application's
    /// default account and takes the place of the YTX gateway.
    /// </param>
    /// <param name="configure">
    /// Changes the pipeline's settings after configuration was read: <c>Ytx:Pipeline</c>, or <c>Ytx:Accounts:{name}:Pipeline</c>.
    /// </param>
    /// <typeparam name="TSender">The sender.</typeparam>
    /// <returns>The services.</returns>
    public static IServiceCollection AddVoiceCodeSender<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSender>(
        this IServiceCollection services, string name = "", Action<VoicePipelineOptions>? configure = null)
        where TSender : class, IVoiceCodeSender
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        services.AddPipelines();
        services.RemoveAllKeyed<IVoiceCodeSender>(name);
        services.AddKeyedSingleton<IVoiceCodeSender>(name, (provider, _) => CreatePipeline(
            provider, name, new ScopedVoiceCodeSender<TSender>(provider.GetRequiredService<IServiceScopeFactory>()),
            () => provider.GetRequiredService<IOptionsMonitor<VoicePipelineOptions>>().Get(name)));

        services.AddPipelineOptions(name);
        services.AddKeyedSingleton<IStartupValidator>(YtxVoiceOptions.SectionName, (provider, _) =>
            new PipelineStartupCheck(provider, name));
        return configure is null ? services : services.Configure(name, configure);
    }

    /// <summary>
    /// Asks the default account first. If it certainly placed no call, asks the named accounts in their order. An
    /// <see cref="IVoiceCodeSender"/> that the application registers itself replaces all of them. Names are those of
    /// <see cref="AddVoiceCodeSender{TSender}"/>, of
    /// <see cref="YtxVoiceExtensions.AddYtxVoiceCodeSender(IServiceCollection, string)"/>, or of keyed services of one's own.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="names">
    /// Whom to ask next, in this order. A name that nobody registered throws <see cref="InvalidOperationException"/> when the sender
    /// is first resolved, not here.
    /// </param>
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

    /// <summary>
    /// Lets each call choose its sender, such as by tenant or by region. The choice is made before anything is sent; a name that
    /// is not among <paramref name="names"/>, or an exception, refuses the call.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="select">Chooses.</param>
    /// <param name="names">
    /// The names to choose among; an empty one is the application's own sender, with its failover if there is one.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">No name was given.</exception>
    public static IServiceCollection AddVoiceCodeSenderSelection(
        this IServiceCollection services, SelectSender select, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(select);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Length is 0)
        {
            throw new ArgumentException("Name at least one account to choose among.", nameof(names));
        }

        services.AddPipelines();
        services.AddSingleton(provider => new SenderChoice(select, names.Distinct().ToDictionary(
            name => name, name => name.Length is 0 ? OwnOf(provider) : provider.GetRequiredKeyedService<IVoiceCodeSender>(name))));
        return services.AddScoped<IVoiceCodeSender>(provider => new SelectingVoiceCodeSender(
            provider.GetRequiredService<SenderChoice>(), provider, provider.GetRequiredService<ILogger<SelectingVoiceCodeSender>>()));
    }

    /// <summary>What every pipeline needs, once.</summary>
    internal static void AddPipelines(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(VoiceTelemetry)))
        {
            return;
        }

        // Before every other hosted service: one that was added earlier may read these settings too.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, SettingsStartupCheck>());
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<VoiceTelemetry>();
        services.AddSingleton<OwnPipeline>();
        services.TryAdd(Own);
    }

    /// <summary>The pipeline's settings of an account that is no account of the gateway.</summary>
    private static void AddPipelineOptions(this IServiceCollection services, string name)
    {
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<VoicePipelineOptions>, VoicePipelineOptionsValidator>());
        services.AddOptions<VoicePipelineOptions>(name).ReadConfigurationIfAny(SectionOf(name), static (section, options) =>
        {
            options.Faults = SettingsReader.Find<VoicePipelineOptions>(section, section.Path);
            SettingsReader.Without(section, section.Path, options.Faults).Bind(options);
        });
    }

    internal static VoicePipeline CreatePipeline(
        IServiceProvider provider, string name, IVoiceCodeSender sender, Func<VoicePipelineOptions> options) => new(
            name, sender, options,
            provider.GetRequiredService<VoiceTelemetry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VoicePipeline>>());

    /// <summary>The pipeline of an account that calls go through; null if there is none.</summary>
    internal static VoicePipeline? UsedPipeline(IServiceProvider provider, string name) => name.Length is 0
        ? provider.GetRequiredService<OwnPipeline>().Used
        : provider.GetRequiredKeyedService<IVoiceCodeSender>(name) as VoicePipeline;

    internal static string SectionOf(string name) => name.Length is 0
        ? $"{YtxVoiceOptions.SectionName}:{VoicePipelineOptions.SectionName}"
        : $"{YtxVoiceOptions.AccountsSectionName}:{name}:{VoicePipelineOptions.SectionName}";

    private static IVoiceCodeSender OwnOf(IServiceProvider provider) =>
        provider.GetService<FailoverVoiceCodeSender>() ?? provider.GetRequiredKeyedService<IVoiceCodeSender>("");
}
