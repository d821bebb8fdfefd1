using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>Identity's tables, without roles: this application has none.</summary>
public sealed class AppDb(DbContextOptions<AppDb> options) : IdentityUserContext<AppUser>(options)
{
    /// <summary>Sign-ins and remembered devices.</summary>
    public DbSet<UserSession> Sessions => Set<UserSession>();

    /// <summary>What protects each user's factors; a row from the first time that it is needed.</summary>
    public DbSet<Safeguards> Safeguards => Set<Safeguards>();

    /// <summary>What owners are told of their numbers.</summary>
    public DbSet<OwnerNotice> Notices => Set<OwnerNotice>();

    /// <summary>
    /// The connection string of configuration, or else a file of its own. A relative file name is one below the content
    /// root, wherever the application was started from.
    /// </summary>
    public static string ConnectionString(IConfiguration configuration, IHostEnvironment environment)
    {
        var text = configuration.GetConnectionString("Default") ?? "Data Source=site.db";
        var connection = StartFailure.Read(
            "ConnectionStrings:Default", "Data Source=site.db", () => new SqliteConnectionStringBuilder(text));
        if (connection is { DataSource: not (":memory:" or ""), Mode: not SqliteOpenMode.Memory }
            && !connection.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            connection.DataSource = Path.Combine(environment.ContentRootPath, connection.DataSource);
        }

        return connection.ToString();
    }

    /// <summary>The row of a user, to be changed in one step.</summary>
    public async Task<IQueryable<Safeguards>> SafeguardsOfAsync(string userId)
    {
        await Database.ExecuteSqlAsync($"INSERT INTO Safeguards (UserId, FactorTries, FactorTriedAt, LastAppCodeAt, WasOnBefore, PhoneBeforeUntil) VALUES ({userId}, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING");
        return Safeguards.Where(row => row.UserId == userId);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<UserSession>().HasOne<AppUser>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Entity<Safeguards>().HasKey(row => row.UserId);
        builder.Entity<Safeguards>().HasOne<AppUser>().WithOne().HasForeignKey<Safeguards>(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Entity<OwnerNotice>().HasOne<AppUser>().WithMany().HasForeignKey(notice => notice.UserId).OnDelete(DeleteBehavior.Cascade);
        // One account at a time for a number that was proved, whatever two requests do at once.
        builder.Entity<AppUser>().HasIndex(user => user.PhoneNumber).IsUnique().HasFilter("\"PhoneNumberConfirmed\"");
        builder.Entity<AppUser>().Property(user => user.PreferredStep).HasConversion<string>();
    }
}
