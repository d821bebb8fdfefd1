using Microsoft.AspNetCore.Hosting;

namespace WebAppDemo.Tests;

/// <summary>The demo with a gateway in its settings in the place of the simulator. It logs all that it can.</summary>
public sealed class GatewayFaultSite : DemoSite
{
    public const string Token = "token-of-the-fault-site";

    /// <summary>By the site's own clock, which stands still; a gateway that is slow moves it.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly ChangingSettings _settings = new();

    /// <summary>Goes to this gateway from now on. New settings begin with a closed breaker, and with nothing said yet.</summary>
    public void Use(Uri gateway, params (string Key, string Value)[] more) => _settings.Change(
        more.Append((Key: "BaseAddress", Value: gateway.AbsoluteUri)).ToDictionary(pair => $"Ytx:{pair.Key}", pair => (string?)pair.Value));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Ytx:BaseAddress", "http://127.0.0.1:1");
        builder.UseSetting("Ytx:AccountSid", "account-of-the-fault-site");
        builder.UseSetting("Ytx:AuthToken", Token);
        builder.UseSetting("Ytx:AppId", "app-of-the-fault-site");
        builder.UseSetting("Ytx:DisplayNumber", "01085485069");
        // That one goes by the machine's clock, on which a busy machine takes its time.
        builder.UseSetting("Ytx:ConnectTimeout", Timeout.ToString());
        builder.UseSetting("Ytx:Pipeline:Timeout", Timeout.ToString());
        // Shows after a log-in what its call took: the right code ends the cool-down, which is as long.
        builder.UseSetting("Ytx:Limits:NumberOwner", "1 in 1m");
        builder.UseSetting("Logging:LogLevel:Default", "Trace");
        builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Trace");
        builder.UseSetting("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Trace");
        builder.ConfigureAppConfiguration(configuration => configuration.Add(_settings));
    }
}
