using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// Checks the settings when the host starts, and says once that codes and numbers cross the network in clear if they do.
/// </summary>
internal sealed partial class YtxStartupCheck(
    string account, IOptionsMonitor<YtxVoiceOptions> options, bool isUsed, ILogger<YtxStartupCheck> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Reading the settings validates them, and throws what is wrong with them.
        if (isUsed && options.Get(account).Address is var address && IsClear(address))
        {
            Log.PlainHttp(logger, address.Host);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal static bool IsClear(Uri address) => address is { Scheme: "http", IsLoopback: false };

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Warning,
            "Voice codes go to {Host} over plain http: anybody on the way can read code and number. "
            + "Set Ytx:BaseAddress to an https address, or to a TLS proxy in front of the gateway.")]
        public static partial void PlainHttp(ILogger logger, string host);
    }
}
