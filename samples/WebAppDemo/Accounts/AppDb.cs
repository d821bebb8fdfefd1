using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>Identity's tables, without roles: this application has none.</summary>
public sealed class AppDb(DbContextOptions<AppDb> options) : IdentityUserContext<AppUser>(options)
{
    /// <summary>
    /// The connection string of configuration, or else a file of its own. A relative file name is one below the content
    /// root, wherever the application was started from.
    /// </summary>
    public static string ConnectionString(IConfiguration configuration, IHostEnvironment environment)
    {
        var text = configuration.GetConnectionString("Default") ?? "Data Source=demo.db";
        var connection = StartFailure.Read(
            "ConnectionStrings:Default", "Data Source=demo.db", () => new SqliteConnectionStringBuilder(text));
        if (connection is { DataSource: not (":memory:" or ""), Mode: not SqliteOpenMode.Memory }
            && !connection.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            connection.DataSource = Path.Combine(environment.ContentRootPath, connection.DataSource);
        }

        return connection.ToString();
    }
}
