using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Says once, at start, that codes and numbers cross the network in clear.</summary>
internal sealed partial class YtxTransportNotice(
    IOptionsMonitor<YtxVoiceOptions> options, ILogger<YtxTransportNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsClear(options.CurrentValue.Address))
        {
            Log.PlainHttp(logger, options.CurrentValue.Address.Host);
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
