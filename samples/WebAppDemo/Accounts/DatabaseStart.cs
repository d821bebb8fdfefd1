using Microsoft.AspNetCore.Identity;

namespace WebAppDemo;

/// <summary>Creates the database file at start, before the first request, and the demo user where there is one.</summary>
internal sealed class DatabaseStart(IServiceScopeFactory scopes, DemoMode demo) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDb>().Database.EnsureCreatedAsync(cancellationToken);

        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        await (demo.IsOn ? DemoUser.SeedAsync(users) : DemoUser.RemoveAsync(users));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
