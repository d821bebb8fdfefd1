using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using StackExchange.Redis;
using Ytx.Identity;

namespace WebAppDemo;

/// <summary>
/// With <c>--Redis=localhost:6379</c> any number of demos are one site: codes and limits are counted together, and each
/// reads the others' cookies.
/// </summary>
internal static class RedisExtensions
{
    // For Development only: everybody can read it here. Elsewhere the key must be configured.
    private const string KeyForDevelopment = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    // Milliseconds, as long as the store waits too: a page rather says at once that something is away.
    private const int Patience = 1000;

    public static void AddRedisIfConfigured(this WebApplicationBuilder builder, IdentityBuilder identity)
    {
        if (builder.Configuration["Redis"] is not { Length: > 0 } address)
        {
            return;
        }

        var settings = StartFailure.Read("Redis", "localhost:6379", () => ConfigurationOptions.Parse(address));
        // One that is away comes back, and what was asked meanwhile fails instead of waiting for it.
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ReconnectRetryPolicy = new LinearRetry(Patience);
        settings.ConnectTimeout = settings.SyncTimeout = settings.AsyncTimeout = Patience;
        var connection = new Lazy<IConnectionMultiplexer>(() => ConnectionMultiplexer.Connect(settings));
        builder.Services.AddSingleton(_ => connection.Value);
        builder.Services.AddDataProtection()
            .SetApplicationName("WebAppDemo")
            .PersistKeysToStackExchangeRedis(() => connection.Value.GetDatabase(), "WebAppDemo:keys");
        // It prints the whole exception at each try to read the keys; OutageGate says the same in a sentence.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.KeyRingProvider", LogLevel.Critical);
        identity.AddRedisVoiceCodeStore();
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.Configure<VoiceCodeOptions>(codes => codes.Store.Key ??= KeyForDevelopment);
        }
    }
}
