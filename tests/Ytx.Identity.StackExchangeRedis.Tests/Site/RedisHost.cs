using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Tests;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests.Site;

/// <summary>A host with Identity and the token provider, as an application builds it.</summary>
internal static class RedisHost
{
    public static IHost Build(Action<IdentityBuilder> configure, ILoggerProvider? logs = null) =>
        Build(identity => configure(identity.AddYtxVoiceTokenProvider()), StoreFactory.StoreKey, logs);

    /// <summary>Without the token provider, and with any store key.</summary>
    public static IHost Build(Action<IdentityBuilder> configure, string? storeKey, ILoggerProvider? logs = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Ytx:Store:Key"] = storeKey });
        builder.Services.AddSingleton<IUserStore<TestUser>, TestUserStore<TestUser>>();
        builder.Services.AddSingleton<IVoiceCodeSender, RecordingSender>();
        if (logs is not null)
        {
            builder.Services.AddSingleton(logs);
        }

        configure(builder.Services.AddIdentityCore<TestUser>());
        return builder.Build();
    }
}
