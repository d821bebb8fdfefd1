using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ytx.Identity;
using Ytx.Identity.Hooks;
using Ytx.Identity.Limits;
using Ytx.Identity.Phones;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds voice calls to ASP.NET Core Identity.</summary>
public static class YtxIdentityExtensions
{
    private static readonly ServiceDescriptor InMemory =
        ServiceDescriptor.Singleton<IVoiceCodeStore>(static provider => new InMemoryVoiceCodeStore(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<VoiceCodeLimits>().Options.Store.MaxWaitingCodes));

    /// <summary>
    /// Registers the token provider <c>YtxVoice</c> and makes it the one that confirms phone numbers, with the gateway's
    /// settings from configuration section <c>Ytx</c>, and the codes' from its sub-sections <c>Codes</c>, <c>Limits</c>,
    /// <c>Night</c>, <c>Destinations</c>, <c>Store</c>, <c>CallStatus</c>, <c>StepUp</c> and <c>PhoneSignIn</c>, all checked at start.
    /// A sender, store or <see cref="VoiceCodeErrorDescriber"/> of one's own, registered before or after, wins. Any number of user types may have it, with the
    /// settings of the first; their users share no codes and no limits, but for those of numbers and addresses.
    /// </summary>
    /// <param name="builder">Identity's builder.</param>
    /// <returns>The builder.</returns>
    public static IdentityBuilder AddYtxVoiceTokenProvider(this IdentityBuilder builder) =>
        builder.AddYtxVoiceTokenProvider(static _ => { });

    /// <inheritdoc cref="AddYtxVoiceTokenProvider(IdentityBuilder)"/>
    /// <param name="builder">Identity's builder.</param>
    /// <param name="configure">Changes the gateway's settings after configuration was read.</param>
    public static IdentityBuilder AddYtxVoiceTokenProvider(
        this IdentityBuilder builder, Action<YtxVoiceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddYtxVoiceCodeSender(configure);
        return builder.AddProvider(provider =>
            provider.GetService<IConfiguration>()?.GetSection(VoiceCodeOptions.SectionName));
    }

    /// <summary>Registers the token provider <c>YtxVoice</c> with the settings of a section of one's own.</summary>
    /// <param name="builder">Identity's builder.</param>
    /// <param name="section">
    /// The section that takes the place of <c>Ytx</c>: the gateway's settings, and the codes' in its sub-sections.
    /// </param>
    /// <returns>The builder.</returns>
    public static IdentityBuilder AddYtxVoiceTokenProvider(this IdentityBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddYtxVoiceCodeSender(section);
        return builder.AddProvider(_ => section);
    }

    /// <summary>
    /// Follows each call from the vendor's acceptance to its end, for pages, observers and metrics:
    /// <see cref="VoiceCallResult.CallId"/>, <see cref="IVoiceCodeManager{TUser}.GetCallAsync"/>. Map the endpoints with
    /// <c>app.MapYtxCallStatus()</c>, where the gateway pushes, and <c>app.MapYtxCalls&lt;TUser&gt;()</c>, where pages listen.
    /// </summary>
    /// <param name="builder">Identity's builder, after <see cref="AddYtxVoiceTokenProvider(IdentityBuilder)"/>.</param>
    /// <returns>The builder.</returns>
    public static IdentityBuilder AddYtxCallStatus(this IdentityBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(VoiceCalls)))
        {
            return builder;
        }

        services.TryAddSingleton<IVoiceCallStore>(static provider => new InMemoryVoiceCallStore(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<VoiceCodeLimits>().Options.Store.MaxWaitingCodes));
        services.AddSingleton<VoiceCalls>();
        services.AddSingleton<CallStreams>();
        services.AddSingleton<CallReportQueue>();
        services.AddSingleton<IVoiceCallReports>(static provider => provider.GetRequiredService<CallReportQueue>());
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<CallReportQueue>());
        services.AddSingleton<StatusPushEndpoint>();
        services.AddSingleton<SecretHidingContextFactory>();
        services.AddSingleton<IHttpContextFactory>(static provider => provider.GetRequiredService<SecretHidingContextFactory>());
        return builder;
    }

    /// <summary>
    /// Adds signing in by phone: <see cref="IPhoneAccounts{TUser}"/>, and <see cref="IPhoneVerification"/> below it, with the settings of
    /// <c>Ytx:PhoneSignIn</c>. From then on a number belongs to one account at a time, also where a user changes the phone. Register an
    /// <see cref="IPhoneNotifier{TUser}"/>, which tells owners what happens to their numbers.
    /// </summary>
    /// <param name="builder">Identity's builder, after <see cref="AddYtxVoiceTokenProvider(IdentityBuilder)"/>.</param>
    /// <returns>The builder.</returns>
    public static IdentityBuilder AddYtxPhoneSignIn(this IdentityBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        AddPhoneVerification(services);
        services.TryAddScoped<PhoneHalf>();
        services.TryAddSingleton<KnownDevices>();
        Add(typeof(PhoneTimes<>), typeof(PhoneTimes<>));
        Add(typeof(PhoneAccounts<>), typeof(PhoneAccounts<>));
        Add(typeof(IPhoneAccounts<>), typeof(PhoneAccounts<>));
        Add(typeof(IPhoneDirectory<>), typeof(PhoneDirectory<>));
        return builder;

        void Add(Type service, Type worker) =>
            services.TryAddScoped(service.MakeGenericType(builder.UserType), worker.MakeGenericType(builder.UserType));
    }

    /// <summary>
    /// Adds <see cref="IPhoneVerification"/>, which proves that somebody holds a number, without Identity and users, with the settings of
    /// section <c>Ytx</c> as <see cref="AddYtxVoiceTokenProvider(IdentityBuilder)"/> reads them.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddYtxPhoneVerification(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddYtxVoiceCodeSender();
        AddCodes(services, static provider => provider.GetService<IConfiguration>()?.GetSection(VoiceCodeOptions.SectionName));
        AddPhoneVerification(services);
        return services;
    }

    private static void AddPhoneVerification(IServiceCollection services)
    {
        services.AddDataProtection();
        services.TryAddScoped<PhoneVerification>();
        services.TryAddScoped<IPhoneVerification>(static provider => provider.GetRequiredService<PhoneVerification>());
    }

    private static IdentityBuilder AddProvider(
        this IdentityBuilder builder, Func<IServiceProvider, IConfiguration?> section)
    {
        // All user types share what is registered here: only the provider and the manager are each one's own.
        AddCodes(builder.Services, section);
        var manager = typeof(IVoiceCodeManager<>).MakeGenericType(builder.UserType);
        if (builder.Services.Any(service => service.ServiceType == manager))
        {
            return builder;
        }

        builder.Services.AddScoped(manager, typeof(VoiceCodeManager<>).MakeGenericType(builder.UserType));
        builder.Services.AddScoped(typeof(IAuthorizationHandler), typeof(StepUpHandler<>).MakeGenericType(builder.UserType));
        builder.Services.AddSingleton(
            typeof(IPostConfigureOptions<CookieAuthenticationOptions>), typeof(LogInStamp<>).MakeGenericType(builder.UserType));
        return builder.AddTokenProvider(
            YtxVoiceDefaults.ProviderName, typeof(YtxVoiceTokenProvider<>).MakeGenericType(builder.UserType));
    }

    private static void AddStepUp(IServiceCollection services)
    {
        // Round the handler that was registered before, which goes on answering all else.
        var (type, key) = (typeof(IAuthorizationMiddlewareResultHandler), StepUpResultHandler.Inner);
        services.Add(services.LastOrDefault(service => service.ServiceType == type && !service.IsKeyedService) switch
        {
            { ImplementationInstance: { } instance } => new ServiceDescriptor(type, key, instance),
            { ImplementationFactory: { } create } before =>
                ServiceDescriptor.DescribeKeyed(type, key, (provider, _) => create(provider), before.Lifetime),
            { ImplementationType: { } worker } before => ServiceDescriptor.DescribeKeyed(type, key, worker, before.Lifetime),
            _ => ServiceDescriptor.KeyedTransient<IAuthorizationMiddlewareResultHandler, AuthorizationMiddlewareResultHandler>(key),
        });
        services.AddTransient<IAuthorizationMiddlewareResultHandler, StepUpResultHandler>();
        services.AddScoped<IAuthorizationHandler, StepUpRequestHandler>();

        // Last, when the site's default policy is known: whoever may not see any page gets no further with a code.
        services.PostConfigure<AuthorizationOptions>(static options => options.AddPolicy(
            StepUpRequestHandler.Policy, policy => policy.Combine(options.DefaultPolicy).AddRequirements(new StepUpRequestHandler.Requirement())));
    }

    private static void AddCodes(IServiceCollection services, Func<IServiceProvider, IConfiguration?> section)
    {
        if (services.Any(service => service.ServiceType == typeof(VoiceCodeService)))
        {
            return;
        }

        services.AddOptions<VoiceCodeOptions>()
            .Configure<IServiceProvider>((options, provider) => options.Read(section(provider)));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<VoiceCodeOptions>, VoiceCodeOptionsValidator>(static provider =>
                new VoiceCodeOptionsValidator(provider.GetService<IHostEnvironment>()?.IsDevelopment() ?? false)));
        services.TryAddSingleton(provider =>
            new VoiceCodeLimits(provider.GetRequiredService<IOptions<VoiceCodeOptions>>().Value));
        services.TryAdd(InMemory);
        services.TryAddSingleton<IVoiceDestinationPolicy, ConfiguredDestinationPolicy>();
        services.TryAddSingleton<TestNumbers>();
        services.TryAddSingleton<CodeTelemetry>();
        services.TryAddSingleton<CallingClient>();
        services.TryAddSingleton<StepUpProofs>();
        AddStepUp(services);
        services.TryAddScoped<VoiceCodeErrorDescriber>();
        services.TryAddScoped<VoiceCodeAudit>();
        services.AddSingleton(provider => new CodeStartupCheck(
            provider.GetRequiredService<IOptions<VoiceCodeOptions>>(),
            isInMemory: services.Last(service => service.ServiceType == typeof(IVoiceCodeStore)) == InMemory,
            provider.GetRequiredService<IHostEnvironment>(),
            provider.GetService<IConfiguration>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<ILogger<CodeStartupCheck>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<CodeStartupCheck>());
        services.AddKeyedSingleton<IStartupValidator>(
            YtxVoiceOptions.SectionName, (provider, _) => provider.GetRequiredService<CodeStartupCheck>());
        services.AddHttpContextAccessor();
        services.TryAddScoped<VoiceCodeService>();
        services.Configure<IdentityOptions>(options =>
            options.Tokens.ChangePhoneNumberTokenProvider = YtxVoiceDefaults.ProviderName);
    }
}
