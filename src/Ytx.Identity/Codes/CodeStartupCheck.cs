using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ytx.Identity;

/// <summary>Says once, at start, what is risky about codes and their store.</summary>
internal sealed partial class CodeStartupCheck(
    VoiceCodeLimits limits,
    bool isInMemory,
    IHostEnvironment environment,
    IConfiguration? configuration,
    ILogger<CodeStartupCheck> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var check in CodeRules.Check(limits.Options, isInMemory, environment.EnvironmentName, configuration))
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
