using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Reads options from a section, now and whenever it changes.</summary>
internal static class ConfigurationExtensions
{
    /// <summary>Without a host there may be no configuration at all; then a delegate gives every setting.</summary>
    public static void ReadConfigurationIfAny<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        this OptionsBuilder<T> options, string section, Action<IConfigurationSection, T> read)
        where T : class
    {
        options.Configure<IServiceProvider>((settings, provider) =>
        {
            if (provider.GetService<IConfiguration>() is { } configuration)
            {
                read(configuration.GetSection(section), settings);
            }
        });
        options.Services.AddSingleton<IOptionsChangeTokenSource<T>>(provider => new ConfigurationChangeTokenSource<T>(
            options.Name, provider.GetService<IConfiguration>() ?? new ConfigurationBuilder().Build()));
    }
}
