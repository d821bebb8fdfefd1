using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Checks an account's settings when the host starts: what is wrong ends the start, what is risky is said once.</summary>
internal sealed partial class YtxStartupCheck(
    string account,
    IOptionsMonitor<YtxVoiceOptions> options,
    string environment,
    bool isUsed,
    ILogger<YtxStartupCheck> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!isUsed)
        {
            return Task.CompletedTask;
        }

        // Reading the settings validates them, and throws what is wrong with them.
        var checks = GatewayRules.Check(account, options.Get(account), environment).ToLookup(check => check.Result);
        if (checks[CheckResult.Fail].Any())
        {
            throw new OptionsValidationException(
                account, typeof(YtxVoiceOptions), checks[CheckResult.Fail].Select(check => check.ToString()));
        }

        foreach (var check in checks[CheckResult.Warn])
        {
            Log.Risk(logger, check);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Warning, "Gateway, {Check}")]
        public static partial void Risk(ILogger logger, Check check);
    }
}
