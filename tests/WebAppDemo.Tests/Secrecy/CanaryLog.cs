using Microsoft.Extensions.Logging;

namespace WebAppDemo.Tests.Secrecy;

internal static partial class CanaryLog
{
    [LoggerMessage(900, LogLevel.Trace, "A canary of {Who}.")]
    public static partial void LogCanary(this ILogger logger, string who);
}
