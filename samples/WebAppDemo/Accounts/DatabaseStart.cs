using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>Creates the database file at start, before the first request, and the demo user where there is one.</summary>
internal sealed class DatabaseStart(IServiceScopeFactory scopes, DemoMode demo) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDb>().Database;

        // Another demo may start on the same file at the same moment. SQLite begins the transaction with the lock for
        // writing, so the second one waits and finds what the first has made.
        await database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        await database.EnsureCreatedAsync(cancellationToken);
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        await (demo.IsOn ? DemoUser.SeedAsync(users, reset: !demo.IsSecond) : DemoUser.RemoveAsync(users));
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
