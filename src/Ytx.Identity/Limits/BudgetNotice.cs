using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ytx.Identity;

/// <summary>Says once, at start in production, that nothing caps the phone bill.</summary>
internal sealed partial class BudgetNotice(
    VoiceCodeLimits limits, IHostEnvironment environment, ILogger<BudgetNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (environment.IsProduction() && limits.Options.DailyBudget is null)
        {
            Log.NoBudget(logger);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(108, LogLevel.Warning,
            "No daily budget of calls is set. Set Ytx:Codes:DailyBudget to what the application may place in 24 hours at most.")]
        public static partial void NoBudget(ILogger logger);
    }
}
