using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Ytx.Voice.Tool;

/// <summary>
/// Reads what an application in this folder reads, in its order: <c>appsettings.json</c>, that of the environment, user secrets
/// in Development, a file that was named, variables.
/// </summary>
internal static class SettingsSources
{
    /// <exception cref="InputException">A file cannot be read.</exception>
    public static (IConfiguration Configuration, IReadOnlyList<string> Names) Read(
        ToolEnvironment environment, string? file, string host)
    {
        var builder = new ConfigurationBuilder();
        var names = new List<string>();
        Add("appsettings.json");
        Add($"appsettings.{host}.json");
        if (Environments.Development.Equals(host, StringComparison.OrdinalIgnoreCase)
            && UserSecrets(environment) is { } secrets)
        {
            Add(secrets, name: "user secrets");
        }

        if (file is not null)
        {
            Add(file, isOptional: false);
        }

        builder.AddInMemoryCollection(environment.Variables.Select(variable =>
            KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), variable.Value)));
        return (builder.Build(), [.. names, "the environment"]);

        void Add(string path, string? name = null, bool isOptional = true)
        {
            if (AddFile(builder, environment.Directory, path, name ?? path, isOptional))
            {
                names.Add(name ?? path);
            }
        }
    }

    private static bool AddFile(ConfigurationBuilder builder, string directory, string file, string name, bool isOptional)
    {
        try
        {
            var path = Path.GetFullPath(file, directory);
            if (isOptional && !File.Exists(path))
            {
                return false;
            }

            using var stream = File.OpenRead(path);
            // Read here and now: a file that is no JSON is the user's input, and is to be told by its name.
            builder.AddConfiguration(new ConfigurationBuilder().AddJsonStream(stream).Build());
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The settings file {name} cannot be opened. Check that it exists and that you may read it.");
        }
        catch (Exception exception) when (exception is FormatException or System.Text.Json.JsonException)
        {
            throw new InputException($"The settings file {name} is not valid JSON.");
        }
    }

    /// <summary>Where <c>dotnet user-secrets</c> keeps those of the project in this folder; null if it has none.</summary>
    /// <remarks>As Microsoft.Extensions.Configuration.UserSecrets finds them, which reads the variables of its own process.</remarks>
    private static string? UserSecrets(ToolEnvironment environment)
    {
        var id = Directory.Exists(environment.Directory)
            ? Directory.EnumerateFiles(environment.Directory, "*.csproj").Order(StringComparer.Ordinal).Select(SecretsId)
                .FirstOrDefault(found => found is not null)
            : null;
        var (appData, home) = (environment.Variables.GetValueOrDefault("APPDATA"), environment.Variables.GetValueOrDefault("HOME"));
        return id is null ? null
            : !string.IsNullOrEmpty(appData) ? Path.Combine(appData, "Microsoft", "UserSecrets", id, "secrets.json")
            : !string.IsNullOrEmpty(home) ? Path.Combine(home, ".microsoft", "usersecrets", id, "secrets.json")
            : null;
    }

    private static string? SecretsId(string project)
    {
        try
        {
            var id = XDocument.Load(project).Descendants().FirstOrDefault(element => element.Name.LocalName is "UserSecretsId")?.Value.Trim();
            return string.IsNullOrEmpty(id) ? null : id;
        }
        catch (XmlException)
        {
            throw new InputException($"The project file {Path.GetFileName(project)} is not valid XML.");
        }
    }
}
