using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ytx.Identity;

/// <summary>
/// Takes the secret out of the address of a status push before anything sees the request: the host's log, traces, routing and
/// access logs all write the path.
/// </summary>
internal sealed class SecretHidingContextFactory(IServiceProvider services) : IHttpContextFactory
{
    /// <summary>What stands in the path in the secret's place.</summary>
    public const string Hidden = "hidden";

    private readonly DefaultHttpContextFactory _inner = new(services);

    // The path up to the secret; null until the endpoint is mapped.
    private volatile string? _prefix;

    /// <exception cref="InvalidOperationException">Another path is hidden already.</exception>
    public void Hide(string prefix) => _prefix = _prefix is null || _prefix == prefix ? prefix
        : throw new InvalidOperationException("Call MapYtxCallStatus() once: only one address can be kept out of the log.");

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (_prefix is { } prefix && featureCollection.Get<IHttpRequestFeature>() is { } request
            && request.Path.IndexOf(prefix, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            var start = at + prefix.Length;
            featureCollection.Set(new HiddenSecret(request.Path[start..]));
            request.Path = request.Path[..start] + Hidden;
            request.RawTarget = request.Path;
        }

        return _inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _inner.Dispose(httpContext);
}
