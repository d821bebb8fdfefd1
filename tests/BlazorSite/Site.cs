using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Ytx.Voice;

namespace BlazorSite;

/// <summary>A Blazor site with one user, on a free port of loopback.</summary>
public static class Site
{
    public const string UserId = "the-user";

    // No site on its own: only the tests have a sender. But only a program has the framework's script among its assets.
    public static void Main() => throw new NotSupportedException("The tests of WebAppDemo.Tests start this site.");

    public static async Task<WebApplication> StartAsync(IVoiceCodeSender sender, string number)
    {
        // Development: the framework's script is then served from where it was restored.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = typeof(Site).Assembly.GetName().Name, EnvironmentName = "Development" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_ => new SqliteConnection("Data Source=:memory:"));
        builder.Services.AddDbContext<IdentityUserContext<IdentityUser>>(
            (services, options) => options.UseSqlite(services.GetRequiredService<SqliteConnection>()));
        builder.Services.AddIdentityCore<IdentityUser>()
            .AddEntityFrameworkStores<IdentityUserContext<IdentityUser>>()
            .AddYtxVoiceTokenProvider();
        builder.Services.AddSingleton(sender);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();

        var app = builder.Build();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        await app.Services.GetRequiredService<SqliteConnection>().OpenAsync();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IdentityUserContext<IdentityUser>>().Database.EnsureCreatedAsync();
            await scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>().CreateAsync(
                new IdentityUser { Id = UserId, UserName = UserId, PhoneNumber = number, PhoneNumberConfirmed = true });
        }

        await app.StartAsync();
        return app;
    }
}
