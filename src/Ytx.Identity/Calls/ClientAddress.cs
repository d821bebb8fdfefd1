using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity;

/// <summary>Where the request came from.</summary>
internal static class ClientAddress
{
    /// <summary>
    /// The connection's address, which ForwardedHeaders has corrected where the operator trusts a proxy. A header is
    /// never read here: anybody can send one. Null without a request, as in a background job.
    /// </summary>
    public static IPAddress? Of(IServiceProvider services) =>
        services.GetService<IHttpContextAccessor>()?.HttpContext?.Connection.RemoteIpAddress;
}
