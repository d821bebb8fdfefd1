using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace WebAppDemo.Tests.Redis;

/// <summary>A demo on Redis, at the system's time: with a clock that stands still no wait for Redis would ever end.</summary>
public sealed class RedisSite(Dictionary<string, string?> settings) : ConfiguredSite("Development", settings)
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton(TimeProvider.System));
    }
}
