using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>Says once, at start, what is risky about codes and their store.</summary>
internal sealed partial class CodeStartupCheck(
    IOptions<VoiceCodeOptions> options,
    bool isInMemory,
    IHostEnvironment environment,
    IConfiguration? configuration,
    IServiceScopeFactory scopes,
    ILogger<CodeStartupCheck> logger) : IHostedService, IStartupValidator
{
    /// <summary>Reading the settings validates them.</summary>
    public void Validate() => _ = options.Value;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        var sender = scope.ServiceProvider.GetRequiredService<IVoiceCodeSender>();
        foreach (var moved in options.Value.Moved)
        {
            Log.Moved(logger, moved);
        }

        foreach (var check in CodeRules.Check(
            options.Value, isInMemory, sender.CanRing, environment.EnvironmentName, configuration))
        {
            if (check.Fix is not null)
            {
                Log.Risk(logger, check);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(108, LogLevel.Warning, "Code settings, check {Check}")]
        public static partial void Risk(ILogger logger, CodeCheck check);

        [LoggerMessage(112, LogLevel.Warning, "Settings: {Moved}")]
        public static partial void Moved(ILogger logger, string moved);
    }
}
