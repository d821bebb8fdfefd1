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
    private readonly ToolEnvironment _environment;
    private readonly string _host;

    private GatewaySettings(ToolEnvironment environment, IConfiguration configuration, string host, IReadOnlyList<string> sources)
    {
        _environment = environment;
        _host = host;
        Configuration = configuration;
        Sources = sources;
        var named = configuration.GetSection(YtxVoiceOptions.AccountsSectionName).GetChildren().ToList();
        OtherVendors = [.. named.Where(IsOfAnotherVendor).Select(account => account.Key)];
        Accounts = ["", .. named.Select(account => account.Key).Except(OtherVendors)];
        var isDevelopment = Environments.Development.Equals(host, StringComparison.OrdinalIgnoreCase);
        var services = new ServiceCollection()
            .AddSingleton(configuration)
            .AddSingleton(environment.Clock)
            .AddSingleton<IValidateOptions<VoiceCodeOptions>>(new VoiceCodeOptionsValidator(isDevelopment))
            .AddYtxVoiceCodeSender();
        services.Configure<VoiceCodeOptions>(options => options.Read(configuration.GetSection(VoiceCodeOptions.SectionName)));
        foreach (var account in OtherVendors)
        {
            services.AddVoiceCodeSender<AnotherVendorsSender>(account);
        }

        foreach (var account in Accounts.Skip(1))
        {
            services.AddYtxVoiceCodeSender(account);
        }

        _services = services.BuildServiceProvider();
    }

    public IConfiguration Configuration { get; }

    /// <summary>What was read, the later winning.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>The names of all accounts; the application's own, which has none, is the first.</summary>
    public IReadOnlyList<string> Accounts { get; }

    /// <summary>The names of accounts that have a pipeline's settings only: their vendor is another one.</summary>
    public IReadOnlyList<string> OtherVendors { get; }

    /// <summary>The settings of the application's own account.</summary>
    /// <exception cref="InputException">A setting is wrong.</exception>
    public YtxVoiceOptions Options => Of("");

    /// <exception cref="InputException">A setting is wrong.</exception>
    public VoiceCodeOptions Codes => Checked(() => _services.GetRequiredService<IOptions<VoiceCodeOptions>>().Value);

    /// <summary>Asks the gateway about accounts and calls.</summary>
    public YtxAccountClient Client => _services.GetRequiredService<YtxAccountClient>();

    public IVoiceCodeSender Sender => _services.GetRequiredService<IVoiceCodeSender>();

    /// <summary>Reads them.</summary>
    /// <param name="environment">Where files and variables are.</param>
    /// <param name="file">A file beside the usual ones; null if there is none.</param>
    /// <param name="host">The environment in which the application runs; null for that of a host here.</param>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public static GatewaySettings Open(ToolEnvironment environment, string? file, string? host = null)
    {
        host ??= environment.HostEnvironment;
        var (configuration, sources) = SettingsSources.Read(environment, file, host);
        return new GatewaySettings(environment, configuration, host, sources);
    }

    /// <summary>The same settings for another operation.</summary>
    public GatewaySettings With(YtxOperation operation)
    {
        var changed = new ConfigurationBuilder().AddConfiguration(Configuration).AddInMemoryCollection(
            [KeyValuePair.Create($"{YtxVoiceOptions.SectionName}:{nameof(YtxVoiceOptions.Operation)}", (string?)operation.ToString())]);
        return new GatewaySettings(_environment, changed.Build(), _host, Sources);
    }

    /// <summary>An account's settings.</summary>
    /// <exception cref="InputException">A setting is wrong.</exception>
    public YtxVoiceOptions Of(string account) =>
        Checked(() => _services.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>().Get(account));

    /// <summary>The pipeline's settings of another vendor's account.</summary>
    /// <exception cref="InputException">A setting is wrong.</exception>
    public VoicePipelineOptions PipelineOf(string account) =>
        Checked(() => _services.GetRequiredService<IOptionsMonitor<VoicePipelineOptions>>().Get(account));

    /// <summary>A client that goes the way of an account's calls: the same proxy, limits and TLS.</summary>
    public HttpClient CreateClient(string account)
    {
        var client = _services.GetRequiredService<IHttpClientFactory>()
            .CreateClient(YtxVoiceCodeSender.ClientName(account));
        client.Timeout = Of(account).Pipeline.Timeout;
        return client;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static bool IsOfAnotherVendor(IConfigurationSection account) => account.GetChildren().ToList() is { Count: > 0 } keys
        && keys.TrueForAll(key => key.Key.Equals(VoicePipelineOptions.SectionName, StringComparison.OrdinalIgnoreCase));

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
}
