using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>Identity's tables, without roles: this application has none.</summary>
public sealed class AppDb(DbContextOptions<AppDb> options) : IdentityUserContext<AppUser>(options)
{
    /// <summary>The connection string of configuration, a relative file name being one below the content root.</summary>
    public static string ConnectionString(IConfiguration configuration, IHostEnvironment environment)
    {
        var connection = new SqliteConnectionStringBuilder(configuration.GetConnectionString("Default"));
        if (connection is { DataSource: not (":memory:" or ""), Mode: not SqliteOpenMode.Memory })
        {
            connection.DataSource = Path.Combine(environment.ContentRootPath, connection.DataSource);
        }

        return connection.ToString();
    }
}
