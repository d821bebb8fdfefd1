using Microsoft.Extensions.Configuration;

namespace WebAppDemo.Tests;

/// <summary>Settings that change while the application runs, as those of a reloaded file do.</summary>
internal sealed class ChangingSettings : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Change(IReadOnlyDictionary<string, string?> settings)
    {
        Data = new Dictionary<string, string?>(settings, StringComparer.OrdinalIgnoreCase);
        OnReload();
    }
}
