using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ytx.Identity.Limits;

/// <summary>
/// Where the current request came from: the connection's address, which ForwardedHeaders has corrected where the operator
/// trusts a proxy. No header is read here: anybody can send one.
/// </summary>
internal sealed partial class CallingClient(IHttpContextAccessor context, ILogger<CallingClient> logger)
{
    /// <summary>The client of a request that has no address, as through a unix socket: all such clients are one.</summary>
    private const string NoAddress = "none";

    private IPAddress? _told;
    private int _isSaid;

    /// <summary>The address; null without a request, and for one without an address.</summary>
    public IPAddress? Address => _told ?? context.HttpContext?.Connection.RemoteIpAddress;

    /// <summary>Whom to count the call for; null without a request, as in a background job.</summary>
    public string? Subject
    {
        get
        {
            if (_told is not null)
            {
                return SubjectOf(_told);
            }

            if (context.HttpContext is not { } request)
            {
                return null;
            }

            var address = request.Connection.RemoteIpAddress;
            if (address is null && Interlocked.Exchange(ref _isSaid, 1) is 0)
            {
                Log.NoAddress(logger);
            }

            return SubjectOf(address);
        }
    }

    /// <summary>A client whose address the application knows better, as that of a queue's message.</summary>
    public CallingClient At(IPAddress address) => new(context, logger) { _told = address };

    /// <summary>The subject of a client: its address, an IPv6 one by its network.</summary>
    public static string SubjectOf(IPAddress? address)
    {
        if (address is null)
        {
            return NoAddress;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        // One customer has a /64 of IPv6 at the least, and so 2^64 addresses.
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return Convert.ToHexStringLower(bytes[..8]);
    }

    private static partial class Log
    {
        [LoggerMessage(111, LogLevel.Warning,
            "A request has no client address, for example because it came through a Unix socket. All such requests share the "
            + "limits of one client address. Configure ForwardedHeaders, so that the address is set.")]
        public static partial void NoAddress(ILogger logger);
    }
}
