using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Tool;

/// <summary>The library with the settings that the user has, read and checked as an application reads them.</summary>
internal sealed partial class GatewaySettings : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GatewaySettings(ServiceProvider services, YtxVoiceOptions options)
    {
        _services = services;
        Options = options;
    }

    public YtxVoiceOptions Options { get; }

    public IVoiceCodeSender Sender => _services.GetRequiredService<IVoiceCodeSender>();

    /// <summary>A client that goes the way of calls: the same proxy, limits and TLS.</summary>
    public HttpClient CreateClient()
    {
        var client = _services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(YtxVoiceCodeSender));
        client.Timeout = Options.Timeout;
        return client;
    }

    /// <exception cref="InputException">A file cannot be read, or a setting is wrong.</exception>
    public static async Task<GatewaySettings> OpenAsync(ToolEnvironment environment, string? file)
    {
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(Read(environment, file))
            .AddSingleton(environment.Clock)
            .AddYtxVoiceCodeSender()
            .BuildServiceProvider();
        try
        {
            var options = services.GetRequiredService<IOptionsMonitor<YtxVoiceOptions>>().CurrentValue;
            return new GatewaySettings(services, options);
        }
        catch (OptionsValidationException exception)
        {
            await services.DisposeAsync().ConfigureAwait(false);
            throw new InputException([.. exception.Failures]);
        }
        catch (InvalidOperationException exception)
        {
            await services.DisposeAsync().ConfigureAwait(false);
            // The binder's message repeats the value.
            var key = Key().Match(exception.Message) is { Success: true } match ? match.Value : "A setting of section Ytx";
            throw new InputException($"{key} has a value of another kind than it needs.");
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

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

    [GeneratedRegex("Ytx(:[A-Za-z]+)+")]
    private static partial Regex Key();
}
