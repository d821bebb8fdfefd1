using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Ytx.Identity;

namespace Ytx.Voice.Tool;

/// <summary>The library with the settings that the user has, read and checked as an application reads them.</summary>
internal sealed class GatewaySettings : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GatewaySettings(ServiceProvider services, IConfiguration configuration, IReadOnlyList<string> accounts)
    {
        _services = services;
        Configuration = configuration;
        Accounts = accounts;
    }

    public IConfiguration Configuration { get; }

    /// <summary>The names of all accounts; the application's own, which has none, is the first.</summary>
    public IReadOnlyList<string> Accounts { get; }

    /// <summary>The settings of the application's own account.</summary>
    /// <exception cref="InputException">A setting is wrong.</exception>
    public YtxVoiceOptions Options => Of("");

    /// <exception cref="InputException">A setting is wrong.</exception>
    public VoiceCodeOptions Codes => Checked(() => _services.GetRequiredService<IOptions<VoiceCodeOptions>>().Value);

    public IVoiceCodeSender Sender => _services.GetRequiredService<IVoiceCodeSender>();

    /// <summary>Reads them.</summary>
    /// <param name="environment">Where files and variables are.</param>
    /// <param name="file">A file beside the usual one; null if there is none.</param>
    /// <param name="host">The environment in which the application runs; null for that of a host here.</param>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public static GatewaySettings Open(ToolEnvironment environment, string? file, string? host = null)
    {
        var isDevelopment = Environments.Development.Equals(host ?? environment.HostEnvironment, StringComparison.OrdinalIgnoreCase);
        var configuration = Read(environment, file);
        string[] accounts =
            ["", .. configuration.GetSection(YtxVoiceOptions.AccountsSectionName).GetChildren().Select(account => account.Key)];
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(environment.Clock)
            .AddSingleton<IValidateOptions<VoiceCodeOptions>>(new VoiceCodeOptionsValidator(isDevelopment))
            .AddYtxVoiceCodeSender();
        services.Configure<VoiceCodeOptions>(options => options.Read(configuration.GetSection(VoiceCodeOptions.SectionName)));
        foreach (var account in accounts[1..])
        {
            services.AddYtxVoiceCodeSender(account);
        }

        return new GatewaySettings(services.BuildServiceProvider(), configuration, accounts);
    }

    /// <summary>An account's settings.</summary>
    /// <exception cref="InputException">A setting is wrong.</exception>
    public YtxVoiceOptions Of(string account) =>
        Checked(() => _services.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>().Get(account));

    /// <summary>A client that goes the way of an account's calls: the same proxy, limits and TLS.</summary>
    public HttpClient CreateClient(string account)
    {
        var client = _services.GetRequiredService<IHttpClientFactory>()
            .CreateClient(YtxVoiceCodeSender.ClientName(account));
        client.Timeout = Of(account).Timeout;
        return client;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OptionsValidationException exception)
        {
            throw new InputException([.. exception.Failures]);
        }
    }

    private static IConfigurationRoot Read(ToolEnvironment environment, string? file)
    {
        var builder = new ConfigurationBuilder();
        Add(builder, environment.Directory, "appsettings.json", optional: true);
        if (file is not null)
        {
            Add(builder, environment.Directory, file, optional: false);
        }

        return builder
            .AddInMemoryCollection(environment.Variables.Select(variable =>
                KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), variable.Value)))
            .Build();
    }

    private static void Add(ConfigurationBuilder builder, string directory, string file, bool optional)
    {
        try
        {
            var path = Path.GetFullPath(file, directory);
            if (optional && !File.Exists(path))
            {
                return;
            }

            using var stream = File.OpenRead(path);
            // Read here and now: a file that is no JSON is the user's input, and is to be told by its name.
            builder.AddConfiguration(new ConfigurationBuilder().AddJsonStream(stream).Build());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The settings file {file} cannot be opened: is it there, and may you read it?");
        }
        catch (Exception exception) when (exception is FormatException or System.Text.Json.JsonException)
        {
            throw new InputException($"The settings file {file} is not valid JSON.");
        }
    }
}
