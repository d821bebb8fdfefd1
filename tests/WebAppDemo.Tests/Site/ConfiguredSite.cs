using Microsoft.AspNetCore.Hosting;

namespace WebAppDemo.Tests;

/// <summary>The demo with settings as configuration gives them.</summary>
public class ConfiguredSite(string environment, Dictionary<string, string?> settings) : DemoSite
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment(environment);
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
