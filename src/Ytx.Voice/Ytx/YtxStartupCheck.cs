using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Checks an account's settings when the host starts: what is wrong ends the start, what is risky is said once.</summary>
/// <remarks>What is wrong is asked by <see cref="SettingsStartupCheck"/>, before any of these starts.</remarks>
internal sealed partial class YtxStartupCheck(
    string account,
    IOptionsMonitor<YtxVoiceOptions> options,
    string environment,
    Func<bool> isUsed,
    ILogger<YtxStartupCheck> logger) : IHostedService, IStartupValidator
{
    public void Validate()
    {
        // Reading the settings validates them, and throws what is wrong with them.
        var wrong = Checks(CheckResult.Fail).Select(check => check.ToString()).ToList();
        if (wrong.Count > 0)
        {
            throw new OptionsValidationException(account, typeof(YtxVoiceOptions), wrong);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var moved in isUsed() ? options.Get(account).Moved : [])
        {
            Log.Moved(logger, YtxVoiceOptions.WithKeysOf(account, moved));
        }

        foreach (var check in Checks(CheckResult.Warn))
        {
            Log.Risk(logger, check);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Check> Checks(CheckResult result) => isUsed()
        ? YtxRules.Check(account, options.Get(account), environment).Where(check => check.Result == result)
        : [];

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Warning, "Gateway settings, check {Check}")]
        public static partial void Risk(ILogger logger, Check check);

        [LoggerMessage(13, LogLevel.Warning, "Settings: {Moved}")]
        public static partial void Moved(ILogger logger, string moved);
    }
}
