using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity.UI.Services;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Simulator;

namespace WebAppDemo;

/// <summary>
/// Without a gateway in configuration, a developer's machine gets the simulator and a user to log in with. Anywhere
/// else the gateway must be configured: the library says at start what is missing.
/// </summary>
internal static class DemoExtensions
{
    private static readonly string[] GatewayKeys =
        [nameof(YtxVoiceOptions.AccountSid), nameof(YtxVoiceOptions.BaseAddress), nameof(YtxVoiceOptions.Environment)];

    public static void AddDemo(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var gateway = builder.Configuration.GetSection(YtxVoiceOptions.SectionName);
        var isOn = builder.Environment.IsDevelopment() && GatewayKeys.All(key => string.IsNullOrEmpty(gateway[key]));
        if (builder.Environment.IsDevelopment())
        {
            services.AddSingleton<DevelopmentMailbox>();
            services.AddSingleton<IEmailSender>(provider => provider.GetRequiredService<DevelopmentMailbox>());
        }

        services.AddSingleton(provider => new DemoMode(isOn ? provider.GetRequiredService<IYtxSimulatorAccessor>() : null));
        if (!isOn)
        {
            return;
        }

        // For the simulator, which pushes to this site as the gateway would; nobody else knows the address.
        builder.Configuration["Ytx:CallStatus:Secret"] ??= Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        services.AddYtxHandset(options =>
        {
            var section = builder.Configuration.GetSection("Simulator");
            StartFailure.Read("Simulator", "--Simulator:Url=http://localhost:5082", () =>
            {
                section.Bind(options);
                return options;
            });
        });
        // In memory alone: with Redis others count there too.
        var store = services.Last(service => service.ServiceType == typeof(IVoiceCodeStore));
        if (store.ImplementationFactory is { } create && string.IsNullOrEmpty(builder.Configuration["Redis"]))
        {
            services.Replace(ServiceDescriptor.Singleton<IVoiceCodeStore>(provider =>
                new ForgetfulStore(() => (IVoiceCodeStore)create(provider))));
        }

        services.AddHostedService<DemoPushes>();
        services.AddHostedService<DemoGreeting>();
    }
}
