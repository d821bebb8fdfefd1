using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Identity;

/// <summary>Says once, at start, what is risky about codes and their store.</summary>
internal sealed partial class CodeStartupCheck(
    IOptions<VoiceCodeOptions> options,
    bool isInMemory,
    IHostEnvironment environment,
    IConfiguration? configuration,
    ILogger<CodeStartupCheck> logger) : IHostedService, IStartupValidator
{
    /// <summary>Reading the settings validates them.</summary>
    public void Validate() => _ = options.Value;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var check in CodeRules.Check(options.Value, isInMemory, environment.EnvironmentName, configuration))
        {
            if (check.Mend is not null)
            {
                Log.Risk(logger, check);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(108, LogLevel.Warning, "Codes, {Check}")]
        public static partial void Risk(ILogger logger, CodeCheck check);
    }
}
