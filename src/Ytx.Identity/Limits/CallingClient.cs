using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ytx.Identity.Limits;

/// <summary>
/// Where the current request came from: the connection's address, which ForwardedHeaders has corrected where the operator
/// trusts a proxy. No header is read here: anybody can send one.
/// </summary>
internal sealed partial class CallingClient(IHttpContextAccessor context, ILogger<CallingClient> logger)
{
    private int _isSaid;

    /// <summary>The address; null without a request, and for one without an address.</summary>
    public IPAddress? Address => context.HttpContext?.Connection.RemoteIpAddress;

    /// <summary>Whom to count the call for; null without a request, as in a background job.</summary>
    public string? Subject
    {
        get
        {
            if (context.HttpContext is not { } request)
            {
                return null;
            }

            var address = request.Connection.RemoteIpAddress;
            if (address is null && Interlocked.Exchange(ref _isSaid, 1) is 0)
            {
                Log.NoAddress(logger);
            }

            return VoiceCodeLimits.SubjectOf(address);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(111, LogLevel.Warning,
            "A request has no client address, for example because it came through a Unix socket. All such requests share the "
            + "limits of one client address. Configure ForwardedHeaders, so that the address is set.")]
        public static partial void NoAddress(ILogger logger);
    }
}
